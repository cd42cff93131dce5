import {
  createServiceFactory,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { BindingHub, BoundCredentials } from '../BindingHub';
import {
  BindingService,
  bindingServiceRef,
  createBindingService,
} from '../BindingService';

/** @public */
export interface MockBindings {
  hub: BindingHub;
  service: BindingService;
  /** For `startTestBackend({ features })`: the bindings of every plugin there. */
  factories: ServiceFactory[];
  /** These are the bindings from now on. */
  publish(...bindings: BoundCredentials[]): void;
}

/**
 * Bindings in memory: the real hub and service over what the test publishes. Ready, with none, unless the test says
 * otherwise.
 *
 * @public
 */
export function mockBindings(options: { ready?: boolean } = {}): MockBindings {
  const hub = BindingHub.create();
  const service = createBindingService(hub);
  const publish = (...bindings: BoundCredentials[]) => hub.publish(bindings);
  if (options.ready ?? true) {
    publish();
  }
  return {
    hub,
    service,
    publish,
    factories: [
      createServiceFactory({
        service: bindingServiceRef,
        deps: {},
        factory: () => service,
      }),
    ],
  };
}
