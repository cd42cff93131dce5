import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  Engine,
  OperationStore,
  OperationWork,
  Store,
} from '@flytower/durable';
import { ReleaseKind } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { ReleaseStore } from '../../stores/ReleaseStore';
import { ADOPTION, AdoptionHandler } from '../keeping/AdoptionHandler';
import { REPAIR, RepairHandler } from '../keeping/RepairHandler';
import { ReleaseHandler } from './ReleaseHandler';

/** The kind of the operation of a release. */
export function operationKindOf(kind: ReleaseKind): string {
  return `service.${kind}`;
}

const KINDS: ReleaseKind[] = ['release', 'rollback', 'scale', 'unpublish'];

/** How long hints are gathered before they wake: a rolling update gives dozens a second. */
const GATHER_MS = 200;

/** Runs releases: looks at each that is due, and is woken by what is seen in the clusters and by bindings. */
export class ReleaseEngine {
  readonly #engine: Engine;
  readonly #operations: OperationStore;
  readonly #fleet: FleetService;
  readonly #bindings: BindingService;
  readonly #releases: ReleaseStore;
  readonly #logger: LoggerService;
  readonly #hinted = new Set<string>();
  #bindingsChanged = false;
  #gathering: NodeJS.Timeout | undefined;
  #unlisten: (() => void)[] = [];

  static create(options: {
    store: Store;
    operations: OperationStore;
    handler: ReleaseHandler;
    repair: RepairHandler;
    adoption: AdoptionHandler;
    stores: Pick<DeliveryStores, 'releases'>;
    fleet: FleetService;
    bindings: BindingService;
    clock: Clock;
    logger: LoggerService;
  }): ReleaseEngine {
    const { handler, repair, adoption } = options;
    const engine = Engine.create({
      ...options,
      name: 'releases',
      handlers: {
        ...Object.fromEntries(
          KINDS.map(kind => [
            operationKindOf(kind),
            (work: OperationWork) => handler.handle(work),
          ]),
        ),
        [REPAIR]: work => repair.handle(work),
        [ADOPTION]: work => adoption.handle(work),
      },
    });
    return new ReleaseEngine(engine, options);
  }

  private constructor(
    engine: Engine,
    options: {
      operations: OperationStore;
      stores: Pick<DeliveryStores, 'releases'>;
      fleet: FleetService;
      bindings: BindingService;
      logger: LoggerService;
    },
  ) {
    this.#engine = engine;
    this.#operations = options.operations;
    this.#fleet = options.fleet;
    this.#bindings = options.bindings;
    this.#releases = options.stores.releases;
    this.#logger = options.logger;
  }

  /** Begins to work. Returns at once. */
  start(): void {
    this.#unlisten = [
      this.#fleet.onChange(({ serviceIds }) => {
        serviceIds?.forEach(id => this.#hinted.add(id));
        this.#gather();
      }),
      this.#bindings.onChange(() => {
        this.#bindingsChanged = true;
        this.#gather();
      }),
    ];
    this.#engine.start();
  }

  async stop(): Promise<void> {
    this.#unlisten.forEach(unlisten => unlisten());
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    await this.#engine.stop();
  }

  /** One pass for tests. */
  async runDue(): Promise<number> {
    return this.#engine.runDue();
  }

  #gather(): void {
    const hinted = this.#hinted.size > 0 || this.#bindingsChanged;
    if (hinted && !this.#gathering) {
      this.#gathering = setTimeout(() => {
        this.#gathering = undefined;
        this.#wakeHinted().catch(error => {
          // A lost hint is no loss: every release is looked at again soon.
          this.#logger.debug('Could not wake releases after a hint', error);
        });
      }, GATHER_MS);
    }
  }

  async #wakeHinted(): Promise<void> {
    const ids = [...this.#hinted];
    const bindingsChanged = this.#bindingsChanged;
    this.#hinted.clear();
    this.#bindingsChanged = false;
    // Bindings change seldom and releases are few: whoever is under way looks again.
    await this.#operations.wake(
      bindingsChanged
        ? [...ids, ...(await this.#releases.servicesUnderWay())]
        : ids,
    );
  }
}
