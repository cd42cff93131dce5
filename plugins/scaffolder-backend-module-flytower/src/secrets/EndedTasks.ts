import { LoggerService } from '@backstage/backend-plugin-api';
import { Poller, Store } from '@flytower/durable';
import { z } from 'zod';

const outcomeSchema = z.tuple([z.object({ busy: z.number() })]);

/** Milliseconds between two looks whether a task has ended. */
const INTERVAL_MS = 2_000;

/**
 * Wipes what ended tasks leave in the files of an SQLite database. While a task may have to go on after a crash, the
 * scaffolder keeps the token of whoever started it in the task's row; at the end it empties the column. But SQLite only
 * unlinks: the bytes stay in free space and in the write-ahead log until something happens to be written over them.
 *
 * Hence what is deleted is overwritten (`secure_delete`), and after a task has ended, or this process has started, the log
 * is brought into the database and cut to nothing. PostgreSQL keeps its files to itself: there the empty column is all.
 */
export class EndedTasks {
  readonly #store: Store;
  readonly #poller: Poller;
  /** The last event of an end whose traces are wiped; undefined before the first look. */
  #wiped: number | undefined;

  private constructor(store: Store, logger: LoggerService) {
    this.#store = store;
    this.#poller = Poller.create({
      look: () => this.wipe(),
      intervalMs: INTERVAL_MS,
      logger,
      words: {
        failing:
          'The tokens of template runs that ended could not be wiped from the log of the database; it is tried again every 2 seconds',
        well: 'The tokens of template runs that ended are wiped again',
      },
    });
  }

  /** Begins before the scaffolder writes its first token. */
  static async create(options: {
    store: Store;
    logger: LoggerService;
  }): Promise<EndedTasks> {
    const { store, logger } = options;
    if (store.dialect === 'sqlite') {
      await store.knex.raw('PRAGMA secure_delete = ON');
    }
    return new EndedTasks(store, logger);
  }

  start(): void {
    if (this.#store.dialect === 'sqlite') {
      this.#poller.start();
    }
  }

  async stop(): Promise<void> {
    await this.#poller.stop();
  }

  /** Wipes what tasks left that ended since the last look. Throws where somebody else reads the log just now. */
  async wipe(): Promise<void> {
    const { knex } = this.#store;
    const [{ last }] = await knex('task_events')
      .whereIn('event_type', ['completion', 'cancelled'])
      .max({ last: 'id' });
    const ended = Number(last ?? 0);
    if (ended === this.#wiped) {
      return;
    }
    const [{ busy }] = outcomeSchema.parse(
      await knex.raw('PRAGMA wal_checkpoint(TRUNCATE)'),
    );
    if (busy) {
      throw new Error('Somebody else reads the log of the database');
    }
    this.#wiped = ended;
  }
}
