import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { BindingHub, bindingHubRef, BoundCredentials } from './BindingHub';

/**
 * Bindings as the delivery backend needs them, from memory.
 *
 * @public
 */
export interface BindingService {
  /** Whether bindings were loaded once; `bindingsOf` throws `ServiceUnavailableError` before. */
  readonly ready: boolean;
  /** The bindings of a service in one environment (left out: in all), by name. Those that are on their way out are not among them. */
  bindingsOf(of: {
    serviceId: string;
    environment?: string;
  }): BoundCredentials[];
  /** Calls the listener whenever a binding came, went, got new credentials or a Secret in one more cluster. */
  onChange(listener: () => void): () => void;
}

/** @public */
export const bindingServiceRef = createServiceRef<BindingService>({
  id: 'flytower.public-services.bindings',
  scope: 'plugin',
});

/**
 * The bindings that a hub holds.
 *
 * @public
 */
export function createBindingService(hub: BindingHub): BindingService {
  return {
    get ready() {
      return hub.ready;
    },
    bindingsOf: ({ serviceId, environment }) =>
      hub
        .bindings()
        .filter(
          bound =>
            bound.serviceId === serviceId &&
            (environment === undefined || bound.environment === environment),
        )
        .sort((a, b) => (a.binding < b.binding ? -1 : 1)),
    onChange: listener => hub.onChange(listener),
  };
}

/** @public */
export const bindingServiceFactory = createServiceFactory({
  service: bindingServiceRef,
  deps: { hub: bindingHubRef },
  factory: ({ hub }) => createBindingService(hub),
});
