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
import { databaseChanges } from '../../domain/databaseChanges';
import { FeedParser } from '../../domain/FeedChange';
import { serviceChanges } from '../../domain/serviceChanges';
import { ClusterRecorder } from './ClusterRecorder';
import { FeedReader, FeedRecorder } from './FeedRecorder';
import { LedgerStore } from './LedgerStore';
import { OwnershipMirror } from './OwnershipMirror';
import { Recorder } from './Recorder';

const TIMEOUT_MS = 10_000;
/** Changes at a time: all of them are written in one transaction. */
const PAGE = 200;

/** The plugins whose changes are metered. */
const FEEDS: Record<string, FeedParser> = {
  delivery: serviceChanges,
  'public-services': databaseChanges,
};

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
  const feeds = Object.entries(FEEDS).map(
    ([plugin, parse]) =>
      [
        plugin,
        FeedRecorder.create({ plugin, parse, read, ledger, clock, logger }),
      ] as const,
  );
  return Recorder.create({
    fleet,
    clusters: ClusterRecorder.create({ fleet, ledger, clock, logger }),
    feeds: Object.fromEntries(feeds),
    ownership: OwnershipMirror.create({
      store,
      read: () =>
        createServiceClient(deliveryContract, {
          ...options,
          timeoutMs: TIMEOUT_MS,
        }).listOwnership(),
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
