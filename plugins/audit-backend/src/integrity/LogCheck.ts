import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, toError } from '@backstage/errors';
import { Clock, newId, Store } from '@flytower/durable';
import {
  AuditIntegrity,
  AuditVerdict,
  describeFinding,
} from '@flytower/plugin-audit-common';
import { LogKeys } from '../chain/LogKeys';
import { Place, timeOf } from '../domain/checkChain';
import { Anchor, againstAnchors, anchorsOf } from './anchors';
import { JobRow, Kept, Running } from './JobRow';
import { newestSequence } from './LogReader';
import { beginning, MOST_FINDINGS, Walked, walkLog } from './walkLog';

/** How often the row says how far a check has come. */
const RENEW_MS = 1_000;

/** From where a check goes: everything that is kept, or what is new since the last that found the log whole. */
export type CheckFrom = 'beginning' | 'last';

/**
 * Checks whether the log is whole: a job that yields, one at a time whoever asks. Its verdict is kept, so that reading
 * it checks nothing.
 */
export class LogCheck {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #keys: LogKeys;
  readonly #row: JobRow;
  readonly #anchors: () => Anchor[];
  readonly #logger: LoggerService;
  #run: Promise<void> = Promise.resolve();
  #stopping = false;

  static create(options: {
    store: Store;
    clock: Clock;
    keys: LogKeys;
    row: JobRow;
    /** What this process itself saw of the log. */
    anchors: () => Anchor[];
    logger: LoggerService;
  }): LogCheck {
    return new LogCheck(options);
  }

  private constructor(options: Parameters<typeof LogCheck.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#keys = options.keys;
    this.#row = options.row;
    this.#anchors = options.anchors;
    this.#logger = options.logger;
  }

  /** The last verdict, and how far the check that runs has come. */
  async state(): Promise<AuditIntegrity> {
    const { kept, running } = await this.#row.read();
    return { verdict: kept?.verdict, running };
  }

  /**
   * At the start: holds the log against the newest place at which a check found it whole, says where it does not hold
   * that, and begins a check then, and where there is no verdict: nobody hides one by removing it. Never throws.
   */
  async begin(): Promise<void> {
    try {
      await this.#beginWhereDue();
    } catch (error) {
      this.#logger.error(
        'The operation log could not be held against its last check; begin a check',
        toError(error),
      );
    }
  }

  async #beginWhereDue(): Promise<void> {
    const { kept } = await this.#row.read();
    const end = await newestSequence(this.#store.knex);
    const findings = await againstAnchors(
      this.#store.knex,
      end,
      anchorsOf(kept),
    );
    for (const finding of findings) {
      this.#logger.error(
        `The operation log does not hold what it had when it was checked last: ${describeFinding(
          finding,
        )}. Compare with a backup of the audit database`,
      );
    }
    if (findings.length > 0 || (!kept && end > 0)) {
      await this.#startOrJoin('beginning');
    }
  }

  /**
   * Begins a check where none runs, and answers at once with where it stands.
   *
   * @throws ConflictError while retention works on the log
   */
  async start(from: CheckFrom): Promise<AuditIntegrity> {
    if (!(await this.#startOrJoin(from))) {
      throw new ConflictError(
        'Retention is removing old facts of the operation log, so that it cannot be checked now; ask again in some minutes',
      );
    }
    return this.state();
  }

  /** False where the row is held for other work than a check. */
  async #startOrJoin(from: CheckFrom): Promise<boolean> {
    const by = newId();
    const start = await this.#claim(by, from);
    if (start) {
      this.#run = this.#check(by, from, start).catch(error => {
        this.#logger.error(
          'The check of the operation log failed; begin it again',
          toError(error),
        );
      });
      return true;
    }
    return !(await this.#row.read()).busy;
  }

  /** Begins a check where none runs, and ends with it. Throws as {@link start}. */
  async run(from: CheckFrom): Promise<AuditIntegrity> {
    await this.start(from);
    await this.#run;
    return this.state();
  }

  /** Ends after the page that is being checked. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#run;
  }

  async #claim(by: string, from: CheckFrom): Promise<Running | undefined> {
    const now = this.#clock.now();
    const { kept } = await this.#row.read();
    const since = (from === 'last' && kept?.place?.sequence) || 0;
    const running = {
      startedAt: now.toISOString(),
      since,
      sequence: since,
      of: await newestSequence(this.#store.knex),
    };
    return (await this.#row.claim(by, running)) ? running : undefined;
  }

  async #check(by: string, from: CheckFrom, start: Running): Promise<void> {
    let kept: Kept | undefined;
    try {
      const before = (await this.#row.read()).kept;
      const begin = await beginning(this.#store, this.#keys);
      const since =
        from === 'last' &&
        before?.place &&
        before.place.sequence >= begin.place.sequence
          ? before.place
          : undefined;
      const walked = await this.#walk(
        by,
        start,
        {
          ...begin,
          ...(since ? { place: since } : {}),
        },
        since === undefined,
      );
      if (walked) {
        kept = await this.#judge(walked, since ?? begin.place, before);
      }
    } finally {
      await this.#row.release(by, kept);
    }
    if (kept?.verdict.kind === 'broken') {
      this.#logger.error(
        `The operation log is not whole: ${kept.verdict.sentence}`,
      );
    }
  }

  /** Undefined where the process ends, or another has taken the row. */
  async #walk(
    by: string,
    start: Running,
    from: Parameters<typeof walkLog>[1],
    all: boolean,
  ): Promise<Walked | undefined> {
    const walk = walkLog({ store: this.#store, keys: this.#keys, all }, from);
    let said = this.#clock.now().getTime();
    for (;;) {
      const step = await walk.next();
      if (step.done) {
        return step.value;
      }
      const now = this.#clock.now();
      if (this.#stopping) {
        return undefined;
      }
      if (now.getTime() - said >= RENEW_MS) {
        said = now.getTime();
        const { sequence } = step.value;
        const of = Math.max(start.of, sequence);
        if (!(await this.#row.renew(by, { ...start, sequence, of }))) {
          return undefined;
        }
      }
    }
  }

  async #judge(
    walked: Walked,
    since: Place,
    before: Kept | undefined,
  ): Promise<Kept> {
    const { place } = walked;
    const anchors = [...this.#anchors(), ...anchorsOf(before)];
    const findings = [
      ...walked.findings,
      ...(await againstAnchors(this.#store.knex, place.sequence, anchors)),
    ].slice(0, MOST_FINDINGS);
    const checked = {
      checkedAt: this.#clock.now().toISOString(),
      since: since.sequence,
      until: place.sequence,
      inherited: place.inherited,
      ...(place.inheritedAt === undefined
        ? {}
        : { inheritedAt: new Date(place.inheritedAt).toISOString() }),
    };
    const [first, ...more] = findings;
    if (!first) {
      const verdict: AuditVerdict = {
        kind: 'whole',
        ...checked,
        sentence: wholeSentence(since, place),
      };
      return { verdict, place, anchor: place };
    }
    const others = more.length > 0 ? `, and ${more.length} more` : '';
    return {
      verdict: {
        kind: 'broken',
        ...checked,
        findings,
        sentence: `${describeFinding(
          first,
        )}${others}; compare with a backup of the audit database from before`,
      },
      // What was there once and is not any more stays to be said by each check.
      ...(before ? { anchor: before.anchor ?? before.place } : {}),
    };
  }
}

function wholeSentence(since: Place, place: Place): string {
  const facts =
    place.sequence === since.sequence
      ? `There are no facts after fact ${since.sequence}`
      : `Facts ${since.sequence + 1} to ${
          place.sequence
        } are as they were recorded, and the list shows what they tell`;
  return place.inherited > since.sequence
    ? `${facts}; those up to fact ${
        place.inherited
      } are from before the log had a key, were adopted ${
        timeOf(place.inheritedAt).at ?? 'at a time that is not known'
      }, and were never changed since`
    : facts;
}
