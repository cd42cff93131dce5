import { mockServices } from '@backstage/backend-test-utils';
import { Engine, newId, OperationStore, Store } from '@flytower/durable';
import { FakeClock } from '@flytower/durable/testUtils';
import { ClusterClient, ClusterConnection } from '@flytower/kube';
import { ClusterCheck } from '@flytower/plugin-fleet-common';
import { FleetHub, InventoryView } from '@flytower/plugin-fleet-node';
import {
  MemoryApiServer,
  mockFleet,
} from '@flytower/plugin-fleet-node/testUtils';
import { ConfiguredCluster } from '../config/readFleetConfig';
import { tenantNamespaces } from '../features/inventory/clusterView';
import { readLive } from '../features/inventory/readLive';
import { lossHandlers } from '../features/losses/lossHandlers';
import { LossService } from '../features/losses/LossService';
import { ClusterChecker } from '../features/registrations/ClusterChecker';
import { ClusterStore } from '../features/registrations/ClusterStore';
import { ConfiguredClusters } from '../features/registrations/ConfiguredClusters';
import { DataCentreStore } from '../features/registrations/DataCentreStore';
import { RegisteredCluster } from '../features/registrations/registeredCluster';
import { registrationHandlers } from '../features/registrations/registrationHandlers';
import { RegistrationService } from '../features/registrations/RegistrationService';
import { RegistrationsFollower } from '../features/registrations/RegistrationsFollower';
import { frankfurt, oslo, testSealer, usable } from './fixtures';

/** A link that was opened, and how the test wants it to be. */
export interface OpenedLink {
  cluster: string;
  connection: ClusterConnection;
  stopped: boolean;
}

/**
 * Everything about registrations over a real database, with clusters that answer as the test says: by address, in
 * `answers`; what is not there is refused.
 */
export async function setUpRegistrations(
  store: Store,
  options: {
    configured?: ConfiguredCluster[];
    follow?: boolean;
    /** False: this process has not started whole yet. */
    up?: () => boolean;
    /** That of another process on the same database. */
    clock?: FakeClock;
  } = {},
) {
  const clock = options.clock ?? new FakeClock('2026-01-10T12:00:00.000Z');
  const logger = mockServices.logger.mock();
  const sealer = testSealer();
  const answers = new Map<string, ClusterCheck>([
    ['https://east:6443', usable('https://east:6443', 'uid-east')],
    ['https://west:6443', usable('https://west:6443', 'uid-west')],
  ]);
  const views = new Map<string, Partial<InventoryView>>();
  const links: OpenedLink[] = [];
  const hub: FleetHub = mockFleet({
    ready: false,
    logger,
    now: () => clock.now(),
  }).hub;
  const clusters = ClusterStore.create({ store, clock });
  const dataCentres = DataCentreStore.create({ store });
  await dataCentres.replaceAll([frankfurt, oslo], newId);
  const operations = OperationStore.create({ store, clock });
  const checker = ClusterChecker.create({
    store,
    clusters,
    sealer,
    check: async ({ server }) =>
      answers.get(server) ?? {
        outcome: 'refused',
        code: 'unreachable',
        sentence: `${server} cannot be reached`,
      },
  });
  const empty = mockFleet({ clusters: [{ name: 'x' }] }).service.inventory('x');
  const follower = RegistrationsFollower.create({
    clusters,
    hub,
    sealer,
    logger,
    openLink: ({ name }, connection) => {
      const link: OpenedLink = { cluster: name, connection, stopped: false };
      links.push(link);
      return {
        client: ClusterClient.overTransport({
          name,
          transport: new MemoryApiServer(),
        }),
        inventory: {
          ...empty,
          age: () => ({
            state: 'live',
            lastContactAt: clock.now().toISOString(),
            sentence: 'As it is now',
          }),
          ...views.get(name),
        },
        stop: () => {
          link.stopped = true;
        },
      };
    },
  });
  const refresh = () => follower.refresh();
  const service = RegistrationService.create({
    store,
    clusters,
    dataCentres,
    operations,
    checker,
    sealer,
    clock,
    refresh,
    tenantNamespaces: cluster =>
      readLive(hub, cluster)
        ? tenantNamespaces(hub.inventory(cluster.name))
        : undefined,
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
  const engine = Engine.create({
    name: 'registrations',
    operations,
    store,
    clock,
    logger,
    random: () => 0,
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
        everyoneIsUp: options.up ?? (() => true),
        refresh,
      }),
    },
  });
  const configured = ConfiguredClusters.create({
    configured: options.configured ?? [],
    store,
    clusters,
    operations,
    checker,
    sealer,
    clock,
    logger,
    refresh,
  });
  if (options.follow !== false) {
    await refresh();
  }
  return {
    /** What a check of an address answers. */
    answers,
    clock,
    clusters,
    configured,
    engine,
    follower,
    hub,
    links,
    logger,
    losses,
    operations,
    sealer,
    service,
    store,
    /** What the next link to a cluster of this name shows. */
    views,
  };
}
