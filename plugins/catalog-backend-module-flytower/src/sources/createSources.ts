import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ContractClient, listChangesRoute } from '@flytower/contract';
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
import { Source, SourceEntity } from './Source';
import {
  deliverySubjects,
  fleetSubjects,
  publicServicesSubjects,
  tenancySubjects,
} from './subjects';

const TIMEOUT_MS = 10_000;
/** Everything of a large portal takes its time. */
const SNAPSHOT_TIMEOUT_MS = 60_000;

/** The plugins that the catalog follows, each read over HTTP as a service. */
export function createSources(
  portal: Portal,
  services: { auth: AuthService; discovery: DiscoveryService },
): Source[] {
  const options = { ...services, timeoutMs: SNAPSHOT_TIMEOUT_MS };
  const fleet = createServiceClient(fleetContract, options);
  const tenancy = createServiceClient(tenancyContract, options);
  const delivery = createServiceClient(deliveryContract, options);
  const publicServices = createServiceClient(publicServicesContract, options);
  return [
    source(
      fleetContract.pluginId,
      fleet,
      fleetSubjects,
      () => fleet.getSnapshot(),
      all => fleetEntities(all, portal),
    ),
    source(
      tenancyContract.pluginId,
      tenancy,
      tenancySubjects,
      query => tenancy.getSnapshot({ query }),
      all => tenancyEntities(all, portal),
    ),
    source(
      deliveryContract.pluginId,
      delivery,
      deliverySubjects,
      query => delivery.snapshot({ query }),
      all => deliveryEntities(all, portal),
    ),
    source(
      publicServicesContract.pluginId,
      publicServices,
      publicServicesSubjects,
      query => publicServices.snapshot({ query }),
      all => publicServicesEntities(all, portal),
    ),
  ];
}

function source<Snapshot extends { cursor: string }>(
  name: string,
  client: Pick<
    ContractClient<{ listChanges: typeof listChangesRoute }>,
    'listChanges'
  >,
  subjectsOf: Source['subjectsOf'],
  read: (query: { subjects?: string }) => Promise<Snapshot>,
  entitiesOf: (snapshot: Snapshot) => SourceEntity[],
): Source {
  return {
    name,
    subjectsOf,
    changes: after =>
      client.listChanges({
        query: { after },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }),
    snapshot: async subjects => {
      const snapshot = await read(
        subjects ? { subjects: subjects.join() } : {},
      );
      return { cursor: snapshot.cursor, entities: entitiesOf(snapshot) };
    },
  };
}
