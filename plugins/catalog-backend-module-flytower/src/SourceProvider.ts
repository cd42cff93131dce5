import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { ChangePage } from '@flytower/contract';
import { Clock, Poller } from '@flytower/durable';
import { Source } from './sources/Source';

/** Milliseconds between two looks at a feed that has nothing new. */
const INTERVAL_MS = 2_000;
/** Milliseconds after which everything is handed over anew, whatever the feed says. */
const WHOLE_MS = 60_000;

/** What the catalog was given: everything that the source held at a sequence. */
interface Given {
  sequence: number;
  wholeAt: number;
  entities: ReadonlyMap<string, Entity>;
}

/**
 * Keeps the catalog at what one source holds. The feed says _that_ something changed, a snapshot says _what_ there is now.
 *
 * - **Nothing given** (the start, or a mutation failed): a whole snapshot becomes a full mutation, which also takes out
 *   what left while this process was away.
 * - **Given as of a sequence**: each look asks for the changes after it. Changes that concern no entity move the sequence.
 *   Others, a gap in their numbers or a feed that was put back lead to a snapshot, and the difference becomes a delta.
 * - Once a minute everything is handed over anew, so that nothing stays wrong for longer, whatever was missed.
 *
 * A call that fails, is late or answers half throws before anything is mutated: what the catalog has, stays.
 */
export class SourceProvider implements EntityProvider {
  readonly #source: Source;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #poller: Poller;
  #connection: EntityProviderConnection | undefined;
  #given: Given | undefined;

  static create(options: {
    source: Source;
    clock: Clock;
    logger: LoggerService;
  }): SourceProvider {
    return new SourceProvider(options);
  }

  private constructor(options: {
    source: Source;
    clock: Clock;
    logger: LoggerService;
  }) {
    this.#source = options.source;
    this.#clock = options.clock;
    this.#logger = options.logger;
    const { name } = options.source;
    this.#poller = Poller.create({
      look: () => this.look(),
      intervalMs: INTERVAL_MS,
      logger: options.logger,
      words: {
        failing: `The catalog cannot read ${name}; its entities stay as they are, and it tries again every ${
          INTERVAL_MS / 1000
        } seconds`,
        well: `The catalog reads ${name} again`,
      },
    });
  }

  getProviderName(): string {
    return `flytower-${this.#source.name}`;
  }

  /** Begins to follow the source. Waits for nothing: the source may start later than the catalog. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    this.attach(connection);
    this.#poller.start();
  }

  /** Takes the connection without following: looks are the caller's. */
  attach(connection: EntityProviderConnection): void {
    this.#connection = connection;
  }

  async stop(): Promise<void> {
    await this.#poller.stop();
  }

  /** One look at the source. Throws where it cannot be read or the catalog does not take it. */
  async look(): Promise<void> {
    const given = this.#given;
    if (!given || this.#clock.now().getTime() - given.wholeAt >= WHOLE_MS) {
      await this.#give(undefined);
      return;
    }
    const page = await this.#source.changes(given.sequence);
    if (page.changes.length === 0 && page.last === given.sequence) {
      return;
    }
    if (
      followsOn(page, given.sequence) &&
      !page.changes.some(this.#source.concerns)
    ) {
      this.#given = { ...given, sequence: page.last };
      return;
    }
    await this.#give(given);
  }

  /** Brings the catalog to a snapshot: by the difference to what it was given, or whole. */
  async #give(before: Given | undefined): Promise<void> {
    const connection = this.#connection;
    if (!connection) {
      return;
    }
    const { sequence, entities: list } = await this.#source.snapshot();
    const entities = new Map(list.map(one => [stringifyEntityRef(one), one]));
    const wholeAt = before?.wholeAt ?? this.#clock.now().getTime();
    // Until the mutation is through, nobody knows what the catalog has.
    this.#given = undefined;
    if (before) {
      const added = [...entities].filter(
        ([ref, entity]) => !same(before.entities.get(ref), entity),
      );
      const removed = [...before.entities.keys()].filter(
        ref => !entities.has(ref),
      );
      if (added.length + removed.length > 0) {
        await connection.applyMutation({
          type: 'delta',
          added: added.map(([, entity]) => this.#deferred(entity)),
          removed: removed.map(entityRef => ({
            entityRef,
            locationKey: this.getProviderName(),
          })),
        });
        this.#logger.debug(
          `${this.#source.name}: ${added.length} entities came or changed, ${
            removed.length
          } went`,
        );
      }
    } else {
      await connection.applyMutation({
        type: 'full',
        entities: [...entities.values()].map(one => this.#deferred(one)),
      });
    }
    this.#given = { sequence, wholeAt, entities };
  }

  /** The location key keeps a name for whoever had it first: no other location can take an entity over. */
  #deferred(entity: Entity): DeferredEntity {
    return { entity, locationKey: this.getProviderName() };
  }
}

/** Whether a page goes on right after a sequence. Sequences have no gaps: a missing one was lost. */
function followsOn({ changes, last }: ChangePage, after: number): boolean {
  return (
    last === after + changes.length &&
    changes.every(({ sequence }, index) => sequence === after + index + 1)
  );
}

function same(one: Entity | undefined, other: Entity): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
