import {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { defineContract, listChangesRoute } from '@flytower/contract';
import { createServiceClient } from '@flytower/contract-node';
import { Clock, Store } from '@flytower/durable';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { databaseChanges } from '../../domain/databaseChanges';
import { serviceChanges } from '../../domain/serviceChanges';
import { databasesStanding, servicesStanding } from '../../domain/standing';
import { ClusterRecorder } from './ClusterRecorder';
import { FeedReader, FeedRecorder } from './FeedRecorder';
import { LedgerStore } from './LedgerStore';
import { OwnershipMirror } from './OwnershipMirror';
import { Recorder } from './Recorder';

const TIMEOUT_MS = 10_000;
/** A snapshot may be long. */
const SNAPSHOT_TIMEOUT_MS = 60_000;
/** Changes at a time: all of them are written in one transaction. */
const PAGE = 200;

/** Puts the recorder together over the fleet and the change feeds of this backend. */
export function createRecorder(options: {
  auth: AuthService;
  discovery: DiscoveryService;
  fleet: FleetService;
  store: Store;
  clock: Clock;
  logger: LoggerService;
  holder: string;
}): Recorder {
  const { fleet, store, clock, logger, holder } = options;
  const ledger = LedgerStore.create({ store, holder });
  const read = feedReader(options);
  const whole = { ...options, timeoutMs: SNAPSHOT_TIMEOUT_MS };
  const delivery = createServiceClient(deliveryContract, whole);
  const databases = createServiceClient(publicServicesContract, whole);
  const common = { read, ledger, clock, logger };
  return Recorder.create({
    fleet,
    clusters: ClusterRecorder.create({ fleet, ledger, clock, logger }),
    feeds: [
      FeedRecorder.create({
        ...common,
        plugin: deliveryContract.pluginId,
        parse: serviceChanges,
        standing: async () => {
          const { cursor, ...snapshot } = await delivery.snapshot();
          return { cursor, there: servicesStanding(snapshot) };
        },
      }),
      FeedRecorder.create({
        ...common,
        plugin: publicServicesContract.pluginId,
        parse: databaseChanges,
        standing: async () => {
          const { cursor, ...snapshot } = await databases.snapshot();
          return { cursor, there: databasesStanding(snapshot) };
        },
      }),
    ],
    ownership: OwnershipMirror.create({
      store,
      changes: after => read(deliveryContract.pluginId, after),
      read: () => delivery.listOwnership(),
      logger,
    }),
    ledger,
    logger,
  });
}

function feedReader(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): FeedReader {
  return async (plugin, after) =>
    createServiceClient(
      defineContract({
        pluginId: plugin,
        title: plugin,
        routes: { listChanges: listChangesRoute },
      }),
      { ...options, timeoutMs: TIMEOUT_MS },
    ).listChanges({ query: { after, limit: PAGE } });
}
