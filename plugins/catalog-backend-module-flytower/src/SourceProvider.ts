import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import { FeedEvent } from '@flytower/contract';
import { Clock, FollowedPage, RevisionFollower } from '@flytower/durable';
import { GivenEntities } from './GivenEntities';
import { Source } from './sources/Source';

/** Milliseconds between two looks at a feed that has nothing new. */
const INTERVAL_MS = 2_000;
/** Milliseconds after which everything is handed over anew, whatever the feed says: a day. */
const WHOLE_MS = 24 * 60 * 60_000;
/** Subjects that a source is asked for at once. */
const SUBJECTS = 100;

/** What the catalog was given: what the source held at a cursor. */
interface Given {
  cursor: string;
  entities: GivenEntities;
}

export interface SourceProviderOptions {
  source: Source;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Keeps the catalog at what one source holds. The feed says _that_ something changed, a snapshot says _what_ there is now.
 *
 * - **Nothing given** (the start, or a mutation failed), **a feed that does not go on** from where it was read (it was
 *   put back, or trimmed) and **a change that cannot be read** (a newer version wrote it): a whole snapshot becomes a full mutation, which also takes out what left meanwhile.
 * - **Given as of a cursor**: what the subjects of the changes after it are and have now becomes a delta. A change costs
 *   what it concerns, however much the source holds.
 * - Once a day everything is handed over anew, so that nothing stays wrong for longer, whatever was missed.
 *
 * A call that fails, is late or answers half throws before anything is mutated: what the catalog has, stays.
 */
export class SourceProvider implements EntityProvider {
  readonly #source: Source;
  readonly #logger: LoggerService;
  readonly #follower: RevisionFollower;
  #connection: EntityProviderConnection | undefined;
  #given: Given | undefined;

  static create(options: SourceProviderOptions): SourceProvider {
    return new SourceProvider(options);
  }

  private constructor({ source, clock, logger }: SourceProviderOptions) {
    this.#source = source;
    this.#logger = logger;
    this.#follower = RevisionFollower.create({
      position: async () => this.#given?.cursor,
      feed: source.name,
      changes: after => source.changes(after),
      follow: page => this.#follow(page),
      snapshot: () => this.#giveAll(),
      intervalMs: INTERVAL_MS,
      wholeEveryMs: WHOLE_MS,
      clock,
      logger,
      words: {
        failing: `The catalog cannot read ${
          source.name
        }; its entities stay as they are, and it tries again every ${
          INTERVAL_MS / 1000
        } seconds`,
        well: `The catalog reads ${source.name} again`,
      },
    });
  }

  getProviderName(): string {
    return `flytower-${this.#source.name}`;
  }

  /** Begins to follow the source. Waits for nothing: the source may start later than the catalog. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    this.attach(connection);
    this.#follower.start();
  }

  /** Takes the connection without following: looks are the caller's. */
  attach(connection: EntityProviderConnection): void {
    this.#connection = connection;
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  /** Follows up to the newest change. Throws where the source cannot be read or the catalog does not take it. */
  async look(): Promise<void> {
    await this.#follower.refresh();
  }

  async #giveAll(): Promise<string> {
    const { cursor, entities } = await this.#source.snapshot();
    await this.#mutate({
      type: 'full',
      entities: entities.map(({ entity }) => this.#deferred(entity)),
    });
    this.#given = { cursor, entities: new GivenEntities(entities) };
    return cursor;
  }

  async #follow({ changes, to }: FollowedPage): Promise<void> {
    const given = this.#given;
    if (!given) {
      return;
    }
    for (const subjects of this.#subjectsOf(changes)) {
      const { entities } = await this.#source.snapshot(subjects);
      const { added, removed } = given.entities.replace(entities, subjects);
      if (added.length + removed.length > 0) {
        await this.#mutate({
          type: 'delta',
          added: added.map(entity => this.#deferred(entity)),
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
        this.#given = given;
      }
    }
    this.#given = { ...given, cursor: to };
  }

  /** Which subjects are read, part by part; undefined for all of them. */
  #subjectsOf(changes: FeedEvent[]): (readonly string[] | undefined)[] {
    const subjects = new Set<string>();
    for (const change of changes) {
      const some = this.#source.subjectsOf(change);
      if (!some) {
        return [undefined];
      }
      some.forEach(subject => subjects.add(subject));
    }
    const all = [...subjects];
    return Array.from({ length: Math.ceil(all.length / SUBJECTS) }, (_, part) =>
      all.slice(part * SUBJECTS, (part + 1) * SUBJECTS),
    );
  }

  /** Until the mutation is through, nobody knows what the catalog has. */
  async #mutate(mutation: EntityProviderMutation): Promise<void> {
    this.#given = undefined;
    if (!this.#connection) {
      throw new Error(`${this.getProviderName()} is not connected yet`);
    }
    await this.#connection.applyMutation(mutation);
  }

  /** The location key keeps a name for whoever had it first: no other location can take an entity over. */
  #deferred(entity: Entity): DeferredEntity {
    return { entity, locationKey: this.getProviderName() };
  }
}
