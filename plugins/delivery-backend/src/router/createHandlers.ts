import { Handlers } from '@flytower/contract-node';
import { OperationStore, Store } from '@flytower/durable';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { ApplicationService } from '../features/applications/ApplicationService';
import { InstanceViews } from '../features/instances/InstanceViews';
import { OverviewViews } from '../features/instances/OverviewViews';
import { PodService } from '../features/instances/PodService';
import { ReleaseControl } from '../features/releases/ReleaseControl';
import { ReleaseService } from '../features/releases/ReleaseService';
import { ReleaseViews } from '../features/releases/ReleaseViews';
import { DeliveryStores } from '../stores/DeliveryStores';
import { applicationHandlers } from './applicationHandlers';
import { feedHandlers } from './feedHandlers';
import { releaseHandlers } from './releaseHandlers';
import { serviceHandlers } from './serviceHandlers';

/** What the routes call. */
export interface DeliveryParts {
  store: Store;
  stores: DeliveryStores;
  operations: OperationStore;
  applications: ApplicationService;
  releases: ReleaseService;
  releaseControl: ReleaseControl;
  releaseViews: ReleaseViews;
  instanceViews: InstanceViews;
  overviewViews: OverviewViews;
  pods: PodService;
}

/** One handler for each route of the contract. */
export function createHandlers(
  parts: DeliveryParts,
): Handlers<typeof deliveryContract.routes> {
  return {
    ...applicationHandlers(parts),
    ...serviceHandlers(parts),
    ...releaseHandlers(parts),
    ...feedHandlers(parts),
  };
}
