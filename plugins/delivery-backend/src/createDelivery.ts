import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  OperationStore,
  Retention,
  RetentionPeriods,
  Store,
} from '@flytower/durable';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import {
  MembershipService,
  TenancyService,
} from '@flytower/plugin-tenancy-node';
import { ApplicationService } from './features/applications/ApplicationService';
import { InstanceViews } from './features/instances/InstanceViews';
import { OverviewViews } from './features/instances/OverviewViews';
import { PodService } from './features/instances/PodService';
import { Ownerships } from './features/ownership/Ownerships';
import { TeamWatch } from './features/ownership/TeamWatch';
import { ReleaseControl } from './features/releases/ReleaseControl';
import { ReleaseEngine } from './features/releases/ReleaseEngine';
import { ReleaseHandler } from './features/releases/ReleaseHandler';
import { ReleaseService } from './features/releases/ReleaseService';
import { ReleaseViews } from './features/releases/ReleaseViews';
import { DeliveryParts } from './router/createHandlers';
import { createStores } from './stores/DeliveryStores';
import { exceptNeededReleases, removeReleases } from './stores/oldReleases';

/** Puts delivery together over a store and the services of other plugins. */
export function createDelivery(options: {
  store: Store;
  fleet: FleetService;
  tenancy: TenancyService;
  memberships: MembershipService;
  bindings: BindingService;
  clock: Clock;
  logger: LoggerService;
  retention: RetentionPeriods;
  deadlineMs: number;
}): DeliveryParts & {
  engine: ReleaseEngine;
  teamWatch: TeamWatch;
  retention: Retention;
} {
  const stores = createStores(options.store);
  const operations = OperationStore.create(options);
  const ownerships = Ownerships.create({ ...options, stores });
  const shared = { ...options, stores, operations, ownerships };
  const releases = ReleaseService.create(shared);
  return {
    store: options.store,
    stores,
    operations,
    applications: ApplicationService.create(shared),
    releases,
    releaseControl: ReleaseControl.create({ ...shared, releases }),
    releaseViews: ReleaseViews.create(shared),
    instanceViews: InstanceViews.create(shared),
    overviewViews: OverviewViews.create(shared),
    pods: PodService.create(shared),
    teamWatch: TeamWatch.create(shared),
    retention: Retention.create({
      ...options,
      name: 'delivery',
      periods: options.retention,
      dispensable: exceptNeededReleases,
      alsoRemove: removeReleases,
    }),
    engine: ReleaseEngine.create({
      ...shared,
      handler: ReleaseHandler.create(shared),
    }),
  };
}
