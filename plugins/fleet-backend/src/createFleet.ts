import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Handlers } from '@flytower/contract-node';
import {
  Clock,
  Engine,
  newId,
  OperationStore,
  Resealer,
  Store,
} from '@flytower/durable';
import { EgressGuard } from '@flytower/kube';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { FleetHub } from '@flytower/plugin-fleet-node';
import { FleetConfig } from './config/readFleetConfig';
import { tenantNamespaces } from './features/inventory/clusterView';
import { FleetViews } from './features/inventory/FleetViews';
import { ClusterChecker } from './features/registrations/ClusterChecker';
import { ClusterStore } from './features/registrations/ClusterStore';
import { ConfiguredClusters } from './features/registrations/ConfiguredClusters';
import { checkByProbe } from './features/registrations/checkByProbe';
import { DataCentreStore } from './features/registrations/DataCentreStore';
import { linkOver } from './features/registrations/linkOver';
import { RegisteredCluster } from './features/registrations/registeredCluster';
import { registrationHandlers } from './features/registrations/registrationHandlers';
import { RegistrationService } from './features/registrations/RegistrationService';
import { RegistrationsFollower } from './features/registrations/RegistrationsFollower';
import { sealedConnections } from './features/registrations/sealedConnections';
import { Sealer } from '@flytower/sealing';
import { readBundle } from './readBundle';
import { clusterHandlers } from './router/clusterHandlers';
import { nodeHandlers } from './router/nodeHandlers';
import { operationHandlers } from './router/operationHandlers';

export interface Fleet {
  handlers: Handlers<typeof fleetContract.routes>;
  /** Begins to read clusters and to work. Returns at once. */
  start(): void;
  stop(): Promise<void>;
}

/** Puts the fleet together. Nothing runs before `start`. */
export function createFleet(options: {
  config: FleetConfig;
  store: Store;
  hub: FleetHub;
  clock: Clock;
  logger: LoggerService;
}): Fleet {
  const { clock, config, hub, logger, store } = options;
  const sealer = Sealer.create(config.sealKeys);
  const guard = EgressGuard.fromCidrs(config.egressAllow);
  const clusters = ClusterStore.create({ store, clock });
  const dataCentres = DataCentreStore.create({ store });
  const operations = OperationStore.create({ store, clock });
  const check = checkByProbe({ guard, clock });
  const checker = ClusterChecker.create({ store, clusters, sealer, check });
  const follower = RegistrationsFollower.create({
    clusters,
    hub,
    sealer,
    openLink: linkOver({ hub, guard }),
    logger,
  });
  const refresh = () => follower.refresh();
  const registrations = RegistrationService.create({
    store,
    clusters,
    dataCentres,
    operations,
    checker,
    sealer,
    clock,
    refresh,
    tenantNamespaces: cluster => namespacesSeen(hub, cluster),
  });
  const configured = ConfiguredClusters.create({
    configured: config.clusters,
    store,
    clusters,
    operations,
    checker,
    sealer,
    clock,
    logger,
    refresh,
  });
  const engine = Engine.create({
    name: 'registrations',
    operations,
    store,
    handlers: registrationHandlers({
      clusters,
      checker,
      hub,
      clock,
      linkedVersion: id => follower.linkedVersion(id),
      refresh,
    }),
    clock,
    logger,
  });
  const views = FleetViews.create({
    hub,
    registered: () => follower.clusters(),
    dataCentres: () => dataCentres.list(),
    clock,
  });
  const resealer = Resealer.create({
    store,
    sealer,
    logger,
    columns: [sealedConnections],
  });
  const begin = async () => {
    await dataCentres.replaceAll(config.dataCentres, newId);
    resealer.start();
    follower.start();
    configured.start();
    engine.start();
  };
  let stopListening = () => {};
  let beginning: Promise<void> = Promise.resolve();
  return {
    handlers: {
      ...clusterHandlers({ views, registrations, bundle: readBundle }),
      ...nodeHandlers({ views }),
      getSealKeys: () => resealer.verdict(),
      ...operationHandlers({ store, operations, clusters, dataCentres }),
    },
    start: () => {
      stopListening = wakeOnHints(hub, operations, logger);
      beginning = begin().catch(error =>
        logger.error(
          'The fleet could not be started, so no cluster is read; mend the cause and restart',
          toError(error),
        ),
      );
    },
    stop: async () => {
      stopListening();
      await beginning;
      configured.stop();
      await resealer.stop();
      await engine.stop();
      await follower.stop();
    },
  };
}

/** Undefined where nobody can tell: never seen, or not seen just now. */
function namespacesSeen(
  hub: FleetHub,
  cluster: RegisteredCluster,
): string[] | undefined {
  const facts = hub.clusterFacts(cluster.name);
  return facts?.id === cluster.id && facts.health.data.state === 'live'
    ? tenantNamespaces(hub.inventory(cluster.name))
    : undefined;
}

/** What is waited for in a cluster is looked at as soon as the cluster changes. */
function wakeOnHints(
  hub: FleetHub,
  operations: OperationStore,
  logger: LoggerService,
): () => void {
  return hub.onChange(({ cluster, kind }) => {
    const id = hub.clusterFacts(cluster)?.id;
    if (kind === 'cluster' && id !== undefined) {
      operations
        .wake([id])
        .catch(error =>
          logger.debug(
            `Operations of cluster "${cluster}" could not be woken; they are looked at in their own time`,
            toError(error),
          ),
        );
    }
  });
}
