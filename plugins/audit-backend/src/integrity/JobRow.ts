import { optionalText, Store } from '@flytower/durable';
import { auditVerdictSchema } from '@flytower/plugin-audit-common';
import { z } from 'zod';
import { LogKeys } from '../chain/LogKeys';
import { integer } from '../rows';
import { orNothing } from './LogReader';

/** How long the row is somebody's after a sign of life. */
const LEASE_MS = 60_000;

const placeSchema = z.object({
  sequence: z.int(),
  hash: z.string(),
  batch: z.int(),
  mac: z.string(),
  covered: z.int(),
  inherited: z.int(),
  at: z.number().optional(),
});

const keptSchema = z.object({
  verdict: auditVerdictSchema,
  /** From where the next check may go on; only behind a whole log. */
  place: placeSchema.optional(),
});

/** What a check found, and from where the next may go on. */
export type Kept = z.infer<typeof keptSchema>;

const runningSchema = z.object({
  startedAt: z.iso.datetime(),
  since: z.int(),
  sequence: z.int(),
  of: z.int(),
});

/** How far the check that runs has come. */
export type Running = z.infer<typeof runningSchema>;

const rowSchema = z.object({
  verdict: optionalText,
  key_id: optionalText,
  mac: optionalText,
  running: optionalText,
  running_until: z.union([z.null(), integer]),
});

/**
 * The one row about checks of the log, shared by all replicas: the last verdict, signed, so that nobody writes one of
 * their own; and who works on the log now. Whoever checks it, or closes a part of it, holds the row meanwhile.
 */
export class JobRow {
  readonly #store: Store;
  readonly #keys: LogKeys;

  static create(options: { store: Store; keys: LogKeys }): JobRow {
    return new JobRow(options.store, options.keys);
  }

  private constructor(store: Store, keys: LogKeys) {
    this.#store = store;
    this.#keys = keys;
  }

  /** What stands in the row. A verdict that no key of the log signed is none. */
  async read(now: Date): Promise<{ kept?: Kept; running?: Running }> {
    const raw: unknown = await this.#store
      .knex('log_checks')
      .where({ id: 1 })
      .first();
    const row = rowSchema.safeParse(raw).data;
    if (!row) {
      return {};
    }
    const { verdict, key_id: keyId, mac, running } = row;
    const signed =
      verdict !== undefined &&
      keyId !== undefined &&
      mac !== undefined &&
      this.#keys.check(verdictText(verdict), { keyId, mac }) === 'good';
    const alive = (row.running_until ?? 0) > now.getTime();
    return {
      kept: signed
        ? orNothing(() => keptSchema.parse(JSON.parse(verdict)))
        : undefined,
      running:
        alive && running !== undefined
          ? orNothing(() => runningSchema.parse(JSON.parse(running)))
          : undefined,
    };
  }

  /** Takes the row; false where somebody has it. */
  async claim(by: string, running: Running | undefined, now: Date) {
    const taken = await this.#store
      .knex('log_checks')
      .where({ id: 1 })
      .where(free =>
        free
          .whereNull('running_until')
          .orWhere('running_until', '<=', now.getTime()),
      )
      .update({ running_by: by, ...held(running, now) });
    return taken === 1;
  }

  /** Says how far it has come; false where the row is another's by now. */
  async renew(by: string, running: Running | undefined, now: Date) {
    const kept = await this.#store
      .knex('log_checks')
      .where({ id: 1, running_by: by })
      .update(held(running, now));
    return kept === 1;
  }

  /** Lets go of the row, with what was found. */
  async release(by: string, kept?: Kept): Promise<void> {
    const verdict = kept && JSON.stringify(kept);
    const signature =
      verdict === undefined ? undefined : this.#keys.sign(verdictText(verdict));
    await this.#store
      .knex('log_checks')
      .where({ id: 1, running_by: by })
      .update({
        running_by: null,
        running: null,
        running_until: null,
        ...(signature
          ? { verdict, key_id: signature.keyId, mac: signature.mac }
          : {}),
      });
  }
}

function held(running: Running | undefined, now: Date) {
  return {
    running: running ? JSON.stringify(running) : null,
    running_until: now.getTime() + LEASE_MS,
  };
}

function verdictText(verdict: string): string {
  return `flytower.operation-log.verdict.v1 ${verdict}`;
}
