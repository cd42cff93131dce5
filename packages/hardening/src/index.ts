/**
 * What protects a backend that many people share.
 *
 * @packageDocumentation
 */
import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { patientDatabaseFactory } from './readiness/patientDatabaseFactory';
import { rootHealthFactory } from './readiness/rootHealthFactory';
import {
  assertBoundedServiceFactory,
  boundPermissionsServiceFactory,
} from './scope';

export {
  assertBoundedServiceFactory,
  boundPermissionsServiceFactory,
  patientDatabaseFactory,
  rootHealthFactory,
};

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
  ],
});
export default hardening;
