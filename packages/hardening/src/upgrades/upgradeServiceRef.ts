import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  LifecycleService,
} from '@backstage/backend-plugin-api';
import { UpgradeDispatcher } from './UpgradeDispatcher';
import { UpgradeService } from './UpgradeService';

// What makes the server (`configure` of the root router) gets no services, and the service gets no server. The one thing
// that both see, and that each backend of a process has of its own, is its lifecycle.
const dispatchers = new WeakMap<LifecycleService, UpgradeDispatcher>();

/** The one dispatcher of the backend that has this lifecycle. */
export function upgradeDispatcherOf(
  lifecycle: LifecycleService,
): UpgradeDispatcher {
  const known = dispatchers.get(lifecycle);
  if (known) {
    return known;
  }
  const made = new UpgradeDispatcher();
  dispatchers.set(lifecycle, made);
  return made;
}

/**
 * Who owns which path of the server's upgrades.
 *
 * @public
 */
export const upgradeServiceRef = createServiceRef<UpgradeService>({
  id: 'flytower.upgrades',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { lifecycle: coreServices.rootLifecycle },
      factory: ({ lifecycle }) => upgradeDispatcherOf(lifecycle),
    }),
});
