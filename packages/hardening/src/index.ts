/**
 * What protects a backend that many people share.
 *
 * @packageDocumentation
 */
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { safeTaskLogs } from './answers/safeTaskLogs';
import { hardenRootRouter } from './hardenRootRouter';
import { httpRouterServiceFactory } from './httpRouterServiceFactory';
import { patientDatabaseFactory } from './readiness/patientDatabaseFactory';
import { rootHealthFactory } from './readiness/rootHealthFactory';
import { schedulerServiceFactory } from './scheduler/schedulerServiceFactory';
import {
  assertBoundedServiceFactory,
  boundPermissionsServiceFactory,
} from './scope';
import { boundedSettings } from './settings/boundedSettings';
import { safeRedirects } from './signIn/safeRedirects';
import { signalsUpgrades } from './upgrades/signalsUpgrades';

export { safeTaskLogs } from './answers/safeTaskLogs';
export { fairnessMiddleware } from './fairness/fairnessMiddleware';
export type { FairnessOptions } from './fairness/fairnessMiddleware';
export { fairShareServiceRef } from './fairness/fairShareServiceRef';
export { FairShare } from './fairness/FairShare';
export type { Leave, ShareLimits } from './fairness/FairShare';
export { hardenRootRouter } from './hardenRootRouter';
export { httpRouterServiceFactory } from './httpRouterServiceFactory';
export { patientDatabaseFactory } from './readiness/patientDatabaseFactory';
export { rootHealthFactory } from './readiness/rootHealthFactory';
export { schedulerControlPermission } from './scheduler/schedulerPermission';
export { schedulerServiceFactory } from './scheduler/schedulerServiceFactory';
export {
  assertBoundedServiceFactory,
  boundPermissionsServiceFactory,
} from './scope';
export { boundedSettings } from './settings/boundedSettings';
export { safeRedirects } from './signIn/safeRedirects';
export { signalsUpgrades } from './upgrades/signalsUpgrades';
export { upgradeServiceRef } from './upgrades/upgradeServiceRef';
export type {
  UpgradeCaller,
  UpgradeOwner,
  UpgradeService,
} from './upgrades/UpgradeService';

/**
 * All protections at once: `backend.add(import('@flytower/hardening'))`. Each is a service of its own below, for whoever
 * wants some of them only.
 *
 * @public
 */
const hardening = createBackendFeatureLoader({
  // One line a protection; each stands in a folder of its own.
  loader: () => [
    assertBoundedServiceFactory,
    boundPermissionsServiceFactory,
    patientDatabaseFactory,
    rootHealthFactory,
    rootHttpRouterServiceFactory({
      configure(context) {
        hardenRootRouter(context);
        context.applyDefaults();
      },
    }),
    httpRouterServiceFactory,
    schedulerServiceFactory,
    signalsUpgrades,
    safeRedirects,
    safeTaskLogs,
    boundedSettings,
  ],
});
export default hardening;
