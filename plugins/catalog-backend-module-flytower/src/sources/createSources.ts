import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  ChangeEvent,
  ContractClient,
  listChangesRoute,
} from '@flytower/contract';
import { createServiceClient } from '@flytower/contract-node';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { deliveryEntities } from '../entities/deliveryEntities';
import { fleetEntities } from '../entities/fleetEntities';
import { Portal } from '../entities/makeEntity';
import { publicServicesEntities } from '../entities/publicServicesEntities';
import { tenancyEntities } from '../entities/tenancyEntities';
import { Source } from './Source';

const TIMEOUT_MS = 10_000;

/** Changes that say nothing of what an entity says: a release changes what runs, not what is. */
const LIVE = /^(release|pod)\.|^tenant\.(reservation|operation)-/;

const concerns = ({ type }: ChangeEvent) => !LIVE.test(type);

/** The plugins that the catalog follows, each read over HTTP as a service. */
export function createSources(
  portal: Portal,
  services: { auth: AuthService; discovery: DiscoveryService },
): Source[] {
  const options = { ...services, timeoutMs: TIMEOUT_MS };
  const fleet = createServiceClient(fleetContract, options);
  const tenancy = createServiceClient(tenancyContract, options);
  const delivery = createServiceClient(deliveryContract, options);
  const publicServices = createServiceClient(publicServicesContract, options);
  return [
    source('fleet', fleet, fleet.getSnapshot, all =>
      fleetEntities(all, portal),
    ),
    source('tenancy', tenancy, tenancy.getSnapshot, all =>
      tenancyEntities(all, portal),
    ),
    source('delivery', delivery, delivery.snapshot, all =>
      deliveryEntities(all, portal),
    ),
    source('public-services', publicServices, publicServices.snapshot, all =>
      publicServicesEntities(all, portal),
    ),
  ];
}

function source<Snapshot extends { sequence: number }>(
  name: string,
  client: Pick<
    ContractClient<{ listChanges: typeof listChangesRoute }>,
    'listChanges'
  >,
  read: () => Promise<Snapshot>,
  entitiesOf: (snapshot: Snapshot) => Entity[],
): Source {
  return {
    name,
    concerns,
    changes: after => client.listChanges({ query: { after } }),
    snapshot: async () => {
      const snapshot = await read();
      return { sequence: snapshot.sequence, entities: entitiesOf(snapshot) };
    },
  };
}
