import { Clock, optionalText, Store } from '@flytower/durable';
import { z } from 'zod';
import { LogKeys } from '../chain/LogKeys';
import { integer, orNothing } from '../rows';
import { resultSchema } from './CheckResult';

/** How long the row is somebody's after a sign of life. */
const LEASE_MS = 60_000;
/** A lease that goes on for longer is none of ours: somebody wrote it to keep checks away. */
const LONGEST_MS = 2 * LEASE_MS;

const placeSchema = z.object({
  sequence: z.int(),
  hash: z.string(),
  batch: z.int(),
  mac: z.string(),
  covered: z.int(),
  inherited: z.int(),
  inheritedAt: z.number().optional(),
  at: z.number().optional(),
});

const anchorSchema = z.object({
  batch: z.int(),
  mac: z.string(),
  sequence: z.int(),
  at: z.number().optional(),
});

/** Places that the log lost, of which a verdict goes on to tell. */
export const MOST_LOST = 20;

const keptSchema = z.object({
  // A verdict of a version before is none that could be shown; its anchor holds.
  result: resultSchema.optional().catch(undefined),
  /** From where the next check may go on, where that found the log whole. */
  place: placeSchema.optional().catch(undefined),
  /** The newest place at which a check ever found the log whole; the next holds the log against it. */
  anchor: anchorSchema.optional().catch(undefined),
  /** Places that the log did not hold any more when it was checked last. */
  lost: z.array(anchorSchema).max(MOST_LOST).catch([]),
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
 * their own; and who works on the log now. Whoever checks it, or closes a part of it, holds the row meanwhile, by the one
 * clock that all replicas share.
 */
export class JobRow {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #keys: LogKeys;

  static create(options: {
    store: Store;
    clock: Clock;
    keys: LogKeys;
  }): JobRow {
    return new JobRow(options);
  }

  private constructor(options: Parameters<typeof JobRow.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#keys = options.keys;
  }

  /**
   * What stands in the row. A verdict that no key of the log signed is none. `busy` where somebody holds the row for
   * other work than a check.
   */
  async read(): Promise<{ kept?: Kept; running?: Running; busy: boolean }> {
    const now = await this.#now();
    const raw: unknown = await this.#store
      .knex('log_checks')
      .where({ id: 1 })
      .first();
    const row = rowSchema.safeParse(raw).data;
    if (!row) {
      return { busy: false };
    }
    const { verdict, key_id: keyId, mac, running } = row;
    const signed =
      verdict !== undefined &&
      keyId !== undefined &&
      mac !== undefined &&
      this.#keys.check(verdictText(verdict), { keyId, mac }) === 'good';
    const until = row.running_until ?? 0;
    const alive = until > now && until <= now + LONGEST_MS;
    return {
      kept: signed
        ? orNothing(() => keptSchema.parse(JSON.parse(verdict)))
        : undefined,
      running:
        alive && running !== undefined
          ? orNothing(() => runningSchema.parse(JSON.parse(running)))
          : undefined,
      busy: alive && running === undefined,
    };
  }

  /** Takes the row; false where somebody has it. */
  async claim(by: string, running: Running | undefined): Promise<boolean> {
    const now = await this.#now();
    // Whoever removed the row does not keep checks away with it.
    await this.#store
      .knex('log_checks')
      .insert({ id: 1 })
      .onConflict('id')
      .ignore();
    const taken = await this.#store
      .knex('log_checks')
      .where({ id: 1 })
      .where(free =>
        free
          .whereNull('running_until')
          .orWhere('running_until', '<=', now)
          .orWhere('running_until', '>', now + LONGEST_MS),
      )
      .update({ running_by: by, ...held(running, now) });
    return taken === 1;
  }

  /** Says how far it has come; false where the row is another's by now. */
  async renew(by: string, running: Running | undefined): Promise<boolean> {
    const now = await this.#now();
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

  async #now(): Promise<number> {
    return this.#store.now(this.#clock);
  }
}

function held(running: Running | undefined, now: number) {
  return {
    running: running ? JSON.stringify(running) : null,
    running_until: now + LEASE_MS,
  };
}

function verdictText(verdict: string): string {
  return `flytower.operation-log.verdict.v1 ${verdict}`;
}
