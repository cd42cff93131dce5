import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, Engine, OperationStore, Store } from '@flytower/durable';
import { ReleaseKind } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { ReleaseHandler } from './ReleaseHandler';

/** The kind of the operation of a release. */
export function operationKindOf(kind: ReleaseKind): string {
  return `service.${kind}`;
}

const KINDS: ReleaseKind[] = ['release', 'rollback', 'scale', 'unpublish'];

/** How long hints are gathered before they wake: a rolling update gives dozens a second. */
const GATHER_MS = 200;

/** Runs releases: looks at each that is due, and is woken by what is seen in the clusters. */
export class ReleaseEngine {
  readonly #engine: Engine;
  readonly #operations: OperationStore;
  readonly #fleet: FleetService;
  readonly #logger: LoggerService;
  readonly #hinted = new Set<string>();
  #gathering: NodeJS.Timeout | undefined;
  #unlisten: (() => void) | undefined;

  static create(options: {
    store: Store;
    operations: OperationStore;
    handler: ReleaseHandler;
    fleet: FleetService;
    clock: Clock;
    logger: LoggerService;
  }): ReleaseEngine {
    const { handler } = options;
    const engine = Engine.create({
      ...options,
      name: 'releases',
      handlers: Object.fromEntries(
        KINDS.map(kind => [
          operationKindOf(kind),
          work => handler.handle(work),
        ]),
      ),
    });
    return new ReleaseEngine(engine, options);
  }

  private constructor(
    engine: Engine,
    options: {
      operations: OperationStore;
      fleet: FleetService;
      logger: LoggerService;
    },
  ) {
    this.#engine = engine;
    this.#operations = options.operations;
    this.#fleet = options.fleet;
    this.#logger = options.logger;
  }

  /** Begins to work. Returns at once. */
  start(): void {
    this.#unlisten = this.#fleet.onChange(({ serviceIds }) => {
      serviceIds?.forEach(id => this.#hinted.add(id));
      if (this.#hinted.size > 0 && !this.#gathering) {
        this.#gathering = setTimeout(() => this.#wakeHinted(), GATHER_MS);
      }
    });
    this.#engine.start();
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    await this.#engine.stop();
  }

  /** One pass for tests. */
  async runDue(): Promise<number> {
    return this.#engine.runDue();
  }

  #wakeHinted(): void {
    this.#gathering = undefined;
    const ids = [...this.#hinted];
    this.#hinted.clear();
    this.#operations.wake(ids).catch(error => {
      // A lost hint is no loss: every release is looked at again soon.
      this.#logger.debug('Could not wake releases after a hint', error);
    });
  }
}
