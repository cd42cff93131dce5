import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { assertBounded } from './assertBounded';

/** Nobody asks for it: it is made at the start of the process, before every plugin, or ends that start. */
const boundedRef = createServiceRef<boolean>({
  id: 'flytower.hardening.bounded',
  scope: 'root',
});

/**
 * Ends the start of a backend whose configuration would open it to everybody.
 *
 * @public
 */
export const assertBoundedServiceFactory = createServiceFactory({
  service: boundedRef,
  initialization: 'always',
  deps: { config: coreServices.rootConfig },
  factory: ({ config }) => {
    assertBounded(config);
    return true;
  },
});
