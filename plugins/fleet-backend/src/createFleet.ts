import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Handlers } from '@flytower/contract-node';
import {
  Clock,
  Engine,
  exceptNewestOf,
  newId,
  OperationStore,
  Resealer,
  Retention,
  RetentionPeriods,
  Startup,
  Store,
} from '@flytower/durable';
import { EgressGuard } from '@flytower/kube';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { FleetHub } from '@flytower/plugin-fleet-node';
import { FleetConfig } from './config/readFleetConfig';
import { tenantNamespaces } from './features/inventory/clusterView';
import { FleetViews } from './features/inventory/FleetViews';
import { readLive } from './features/inventory/readLive';
import { lossHandlers } from './features/losses/lossHandlers';
import { LossService } from './features/losses/LossService';
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
  /** A sentence for as long as it has not come up. */
  notUp(): string | undefined;
  stop(): Promise<void>;
}

/** Puts the fleet together. Nothing runs before `start`. */
export function createFleet(options: {
  config: FleetConfig;
  store: Store;
  hub: FleetHub;
  clock: Clock;
  logger: LoggerService;
  retention: RetentionPeriods;
  /** Whether the whole backend has started, so that every plugin that has a say in returns is there to be asked. */
  everyoneIsUp: () => boolean;
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
  const isSeen = (cluster: RegisteredCluster) => readLive(hub, cluster);
  const losses = LossService.create({
    store,
    clusters,
    operations,
    checker,
    clock,
    refresh,
    isSeen,
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
    handlers: {
      ...registrationHandlers({
        clusters,
        checker,
        hub,
        clock,
        linkedVersion: id => follower.linkedVersion(id),
        refresh,
      }),
      ...lossHandlers({
        clusters,
        hub,
        clock,
        isSeen,
        everyoneIsUp: options.everyoneIsUp,
        refresh,
      }),
    },
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
  const retention = Retention.create({
    name: 'fleet',
    store,
    periods: options.retention,
    clock,
    logger,
    dispensable: (query, knex) => exceptNewestOf(query, knex, ['clusters']),
  });
  const startup = Startup.create({
    what: 'The fleet',
    begin: async () => {
      await dataCentres.replaceAll(config.dataCentres, newId);
      resealer.start();
      follower.start();
      configured.start();
      engine.start();
      retention.start();
    },
    logger,
  });
  let stopListening = () => {};
  return {
    handlers: {
      ...clusterHandlers({ views, registrations, losses, bundle: readBundle }),
      ...nodeHandlers({ views }),
      getSealKeys: () => resealer.verdict(),
      ...operationHandlers({ store, operations, clusters, dataCentres }),
    },
    start: () => {
      stopListening = wakeOnHints(hub, operations, logger);
      startup.start();
    },
    notUp: () =>
      startup.notUp() ??
      (hub.ready
        ? undefined
        : 'The fleet has not read its clusters from the database yet; it is tried again every second'),
    stop: async () => {
      stopListening();
      await startup.stop();
      configured.stop();
      await retention.stop();
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
  return readLive(hub, cluster)
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
