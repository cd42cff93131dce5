import { ConflictError } from '@backstage/errors';
import { Clock, Store } from '@flytower/durable';
import { z } from 'zod';
import { Intent, intentSchema, Work, workStateSchema } from './Work';

const rowSchema = z.object({
  key: z.string(),
  task_id: z.string(),
  intent: z.string(),
  made_id: z.string().nullable(),
  state: workStateSchema,
});

/** After these 30 days nobody can undo a task any more. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** What tasks made, in the order in which they did. */
export class WorkStore {
  readonly #store: Store;
  readonly #clock: Clock;

  static create(options: { store: Store; clock: Clock }): WorkStore {
    return new WorkStore(options);
  }

  private constructor(options: { store: Store; clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  /**
   * Writes down what a step is about to make; the same key again gives what is known of it. Throws `ConflictError` for
   * a task that was undone: its finished steps would be skipped over things that are gone.
   */
  async intend(
    key: string,
    taskId: string,
    intent: Intent,
  ): Promise<{ work: Work; first: boolean }> {
    return this.#store.transaction(async trx => {
      if (await trx('flytower_undone_tasks').where('task_id', taskId).first()) {
        throw new ConflictError(
          'This run was undone when a step of it failed; start over from the template',
        );
      }
      const known = await trx('flytower_works').where({ key }).first();
      if (known) {
        return { work: workOf(known), first: false };
      }
      const last = await trx('flytower_works')
        .where('task_id', taskId)
        .max('ordinal as ordinal')
        .first();
      await trx('flytower_works').insert({
        key,
        task_id: taskId,
        ordinal: Number(last?.ordinal ?? 0) + 1,
        intent: JSON.stringify(intent),
        state: 'intended',
        created_at: this.#clock.now().getTime(),
      });
      return { work: { key, taskId, intent, state: 'intended' }, first: true };
    });
  }

  async made(key: string, madeId: string): Promise<void> {
    await this.#store
      .knex('flytower_works')
      .where({ key })
      .update({ state: 'made', made_id: madeId });
  }

  async undone(key: string): Promise<void> {
    await this.#store
      .knex('flytower_works')
      .where({ key })
      .update({ state: 'undone' });
  }

  /** Forgets what was refused outright: it was never made. */
  async forget(key: string): Promise<void> {
    await this.#store.knex('flytower_works').where({ key }).delete();
  }

  /**
   * What a task made and still has, the last first. From now on it makes nothing more, even where it is killed and
   * taken up again. A task that made nothing stays as it is, and may be tried again.
   */
  async beginUndo(taskId: string): Promise<Work[]> {
    return this.#store.transaction(async trx => {
      const rows = await trx('flytower_works')
        .where('task_id', taskId)
        .orderBy('ordinal', 'desc');
      if (rows.length > 0) {
        await trx('flytower_undone_tasks')
          .insert({ task_id: taskId, created_at: this.#clock.now().getTime() })
          .onConflict('task_id')
          .ignore();
      }
      return rows.map(workOf).filter(({ state }) => state !== 'undone');
    });
  }

  /** Forgets tasks of more than 30 days ago. */
  async sweep(): Promise<void> {
    const before = this.#clock.now().getTime() - KEPT_MS;
    for (const table of ['flytower_works', 'flytower_undone_tasks']) {
      await this.#store.knex(table).where('created_at', '<', before).delete();
    }
  }
}

function workOf(raw: unknown): Work {
  const row = rowSchema.parse(raw);
  return {
    key: row.key,
    taskId: row.task_id,
    intent: intentSchema.parse(JSON.parse(row.intent)),
    ...(row.made_id === null ? {} : { madeId: row.made_id }),
    state: row.state,
  };
}
