import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';

/**
 * What a binding brings into the pods of its service: variables out of one immutable Secret, never the values.
 *
 * @public
 */
export interface BoundCredentials {
  bindingId: string;
  /** Its slug. */
  binding: string;
  instance: string;
  tenant: string;
  environment: string;
  serviceId: string;
  /** Today's version of the credentials; counts up with every password. */
  version: number;
  /** `<binding>-v<version>`, in the namespace of the environment. */
  secretName: string;
  variables: readonly { name: string; key: string }[];
  /** Names of the clusters where that Secret is in place. */
  clusters: readonly string[];
}

/**
 * The bindings of this process, so that a release renders today's credentials without asking another plugin. Only the
 * public services backend publishes: after each of its own commits, and when the database is found to stand elsewhere.
 *
 * @public
 */
export class BindingHub {
  #bindings?: readonly BoundCredentials[];
  readonly #listeners = new Set<() => void>();

  private constructor() {}

  static create(): BindingHub {
    return new BindingHub();
  }

  /** Whether bindings have been loaded once. */
  get ready(): boolean {
    return this.#bindings !== undefined;
  }

  /** Takes a state over, whatever was held: its one publisher reads one state after the other. */
  publish(bindings: readonly BoundCredentials[]): void {
    this.#bindings = bindings;
    this.#listeners.forEach(listener => listener());
  }

  /** Calls the listener after each published state; the answer ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws ServiceUnavailableError before bindings have been loaded once */
  bindings(): readonly BoundCredentials[] {
    if (!this.#bindings) {
      throw new ServiceUnavailableError(
        'Bindings are not loaded yet; try again in a few seconds',
      );
    }
    return this.#bindings;
  }
}

/**
 * The hub of this process. For the public services backend alone; everybody else uses the binding service.
 *
 * @public
 */
export const bindingHubRef = createServiceRef<BindingHub>({
  id: 'flytower.public-services.hub',
  scope: 'root',
});

/** @public */
export const bindingHubFactory = createServiceFactory({
  service: bindingHubRef,
  deps: {},
  factory: () => BindingHub.create(),
});
