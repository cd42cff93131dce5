import { feedCursor, Store } from '@flytower/durable';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { applicationViews, serviceViews } from './applicationViews';

type Snapshot = z.output<typeof deliveryContract.routes.snapshot.result>;

/**
 * All applications and services at one moment, or what these ids are and have: an application with its services, a service
 * with its application.
 */
export async function snapshotOf(
  store: Store,
  stores: DeliveryStores,
  ids?: string[],
): Promise<Snapshot> {
  return store.readTransaction(async trx => {
    const services = ids
      ? await stores.services.ofSubjects(ids, trx)
      : await stores.services.inScope({ kind: 'all' }, trx);
    const applications = ids
      ? await stores.applications.byIds(
          [...ids, ...services.map(one => one.applicationId)],
          trx,
        )
      : await stores.applications.all(trx);
    return {
      cursor: await feedCursor(trx),
      applications: await applicationViews(
        stores,
        [...applications.values()],
        trx,
      ),
      services: await serviceViews(stores, services, trx),
      deployments: await deployments(
        stores,
        services.map(({ id }) => id),
        trx,
      ),
    };
  });
}

/** What was last applied to each cluster. */
async function deployments(
  stores: DeliveryStores,
  serviceIds: string[],
  trx: Knex,
): Promise<Snapshot['deployments']> {
  const all = await stores.applied.ofServices(serviceIds, trx);
  return all.flatMap(({ serviceId, environment, cluster, applied }) =>
    applied
      ? [{ serviceId, environment, cluster, instances: applied.instances }]
      : [],
  );
}
