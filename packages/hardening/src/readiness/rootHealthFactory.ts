import {
  coreServices,
  createServiceFactory,
  RootHealthService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { ReadinessService, readinessServiceRef } from '@flytower/durable';

/** Readiness that asks what has come up: a process that is of no use yet gets no requests. */
class HonestHealth implements RootHealthService {
  readonly #readiness: ReadinessService;
  #state: 'starting' | 'up' | 'stopping' = 'starting';

  constructor(lifecycle: RootLifecycleService, readiness: ReadinessService) {
    this.#readiness = readiness;
    lifecycle.addStartupHook(() => {
      this.#state = 'up';
    });
    lifecycle.addBeforeShutdownHook(() => {
      this.#state = 'stopping';
    });
  }

  /** Alive is who answers: what is away heals by itself, and a restart would not bring it back sooner. */
  async getLiveness() {
    return { status: 200, payload: { status: 'ok' } };
  }

  async getReadiness() {
    const sentences = this.#sentences();
    return sentences.length === 0
      ? { status: 200, payload: { status: 'ok' } }
      : {
          status: 503,
          payload: { status: 'error', message: sentences.join('. ') },
        };
  }

  #sentences(): string[] {
    switch (this.#state) {
      case 'stopping':
        return ['Backend is shutting down'];
      case 'starting':
        return ['Backend has not started yet', ...this.#readiness.sentences()];
      case 'up':
        return this.#readiness.sentences();
      default:
        return this.#state satisfies never;
    }
  }
}

/**
 * `coreServices.rootHealth`: `/.backstage/health/v1/readiness` answers 503, with a sentence for each part that has not
 * come up, until all have.
 *
 * @public
 */
export const rootHealthFactory = createServiceFactory({
  service: coreServices.rootHealth,
  deps: {
    lifecycle: coreServices.rootLifecycle,
    readiness: readinessServiceRef,
  },
  factory: ({ lifecycle, readiness }) => new HonestHealth(lifecycle, readiness),
});
