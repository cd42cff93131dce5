import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, toError } from '@backstage/errors';
import { Clock, newId, Store } from '@flytower/durable';
import { AuditIntegrity, describeFinding } from '@flytower/plugin-audit-common';
import { LogKeys } from '../chain/LogKeys';
import { placeOf, Progress } from '../domain/Place';
import { removeLeft } from '../retention/removeClosed';
import { Acknowledgements } from './Acknowledgements';
import {
  againstAnchors,
  Anchor,
  anchorAt,
  anchorsOf,
  distinct,
} from './anchors';
import { Base, baseOf } from './baseOf';
import { CheckResult, resultOf, verdictOf } from './CheckResult';
import { Findings, isBroken } from './Findings';
import { JobRow, Kept, MOST_LOST, Running } from './JobRow';
import { lastSegment, newestSequence } from './LogReader';
import { Verdicts } from './Verdicts';
import { Beginning, beginning, walkLog } from './walkLog';

/** How often the row says how far a check has come. */
const RENEW_MS = 1_000;

/** From where a check goes: everything that is kept, or what is new since the last that found the log whole. */
export type CheckFrom = 'beginning' | 'last';

/** Who checks, and how far they say they are. */
interface Claim {
  by: string;
  start: Running;
}

/** One check, with what it has found up to now. */
interface Run extends Claim {
  /** Behind which check it goes on; none where it goes through everything. */
  base?: Base;
  before?: Kept;
  findings: Findings;
}

/**
 * Checks whether the log is whole: a job that yields, one at a time whoever asks. What it finds is kept for
 * {@link Verdicts}, and said in the process log where nobody has acknowledged it.
 */
export class LogCheck {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #keys: LogKeys;
  readonly #row: JobRow;
  readonly #acknowledgements: Acknowledgements;
  readonly #verdicts: Verdicts;
  readonly #anchors: () => Anchor[];
  readonly #logger: LoggerService;
  #run: Promise<void> = Promise.resolve();
  #stopping = false;

  static create(options: {
    store: Store;
    clock: Clock;
    keys: LogKeys;
    row: JobRow;
    acknowledgements: Acknowledgements;
    verdicts: Verdicts;
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
    this.#acknowledgements = options.acknowledgements;
    this.#verdicts = options.verdicts;
    this.#anchors = options.anchors;
    this.#logger = options.logger;
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
    const missed = await againstAnchors(
      this.#store.knex,
      await lastSegment(this.#store.knex, this.#keys),
      end,
      anchorsOf(kept),
    );
    const known = await this.#acknowledgements.read();
    const fresh = missed.filter(({ finding }) => !known.has(finding.id));
    for (const { finding } of fresh) {
      this.#logger.error(
        `The operation log does not hold what it had when it was checked last: ${describeFinding(
          finding,
        )}. Compare with a backup of the audit database`,
      );
    }
    if (fresh.length > 0 || (!kept?.result && end > 0)) {
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
    return this.#verdicts.state();
  }

  /** False where the row is held for other work than a check. */
  async #startOrJoin(from: CheckFrom): Promise<boolean> {
    const claim = await this.#claim(from);
    if (claim) {
      this.#run = this.#check(claim, from).catch(error => {
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
    return this.#verdicts.state();
  }

  /** Ends after the page that is being checked. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#run;
  }

  async #claim(from: CheckFrom): Promise<Claim | undefined> {
    const { kept } = await this.#row.read();
    const known = await this.#acknowledgements.read();
    const since = (from === 'last' && baseOf(kept, known)?.place.sequence) || 0;
    const by = newId();
    const start = {
      startedAt: this.#clock.now().toISOString(),
      since,
      sequence: since,
      of: await newestSequence(this.#store.knex),
    };
    return (await this.#row.claim(by, start)) ? { by, start } : undefined;
  }

  async #check(claim: Claim, from: CheckFrom): Promise<void> {
    let kept: Kept | undefined;
    try {
      // Only now, for nobody else writes it any more.
      const { kept: before } = await this.#row.read();
      const known = await this.#acknowledgements.read();
      const base = from === 'last' ? baseOf(before, known) : undefined;
      const findings = Findings.create(known);
      kept = await this.#find({ ...claim, before, base, findings });
    } finally {
      await this.#row.release(claim.by, kept);
    }
    if (kept?.result && isBroken(kept.result.found)) {
      const { until } = kept.result;
      const { sentence } = verdictOf(kept.result, new Map(), until);
      this.#logger.error(`The operation log is not whole: ${sentence}`);
    }
  }

  /** Undefined where the process ends, or another has taken the row. */
  async #find(run: Run): Promise<Kept | undefined> {
    const store = this.#store;
    const begin = await beginning(store, this.#keys, run.findings);
    // What retention closed meanwhile is no place to go on from.
    const base =
      run.base && run.base.place.sequence >= begin.place.sequence
        ? run.base
        : undefined;
    if (base) {
      run.findings.addAcknowledged(base.result.found.acknowledged);
    } else if (begin.segment) {
      const { last } = begin.segment;
      await removeLeft(store, begin.segment, this.#logger, () =>
        this.#renew(run, last),
      );
    }
    const from = { ...begin, place: base?.place ?? begin.place };
    const progress = await this.#walk(run, from, !base);
    return progress && this.#judge(run, from, base?.result, progress);
  }

  async #walk(
    run: Run,
    from: Beginning,
    all: boolean,
  ): Promise<Progress | undefined> {
    const walk = walkLog(
      {
        store: this.#store,
        keys: this.#keys,
        findings: run.findings,
        all,
      },
      from,
    );
    let said = this.#clock.now().getTime();
    for (;;) {
      const step = await walk.next();
      if (step.done) {
        return step.value;
      }
      if (this.#stopping) {
        return undefined;
      }
      const now = this.#clock.now().getTime();
      if (now - said >= RENEW_MS) {
        said = now;
        if (!(await this.#renew(run, step.value.sequence))) {
          return undefined;
        }
      }
    }
  }

  /** Says how far a check has come; false where the row is another's by now. */
  async #renew({ by, start }: Run, sequence: number): Promise<boolean> {
    const of = Math.max(start.of, sequence);
    return this.#row.renew(by, { ...start, sequence, of });
  }

  async #judge(
    { findings, before }: Run,
    { place: from, segment }: Beginning,
    base: CheckResult | undefined,
    progress: Progress,
  ): Promise<Kept> {
    const { sequence: until } = progress;
    const missed = await againstAnchors(
      this.#store.knex,
      segment,
      until,
      distinct([...this.#anchors(), ...anchorsOf(before)]),
    );
    findings.add(missed.map(({ finding }) => finding));
    return {
      result: resultOf({
        checkedAt: this.#clock.now(),
        since: from.sequence,
        base,
        progress,
        found: findings.found(),
      }),
      place: placeOf(progress),
      // What was there once and is not any more stays to be said by each check, until it is known.
      anchor: findings.count > 0 ? before?.anchor : anchorAt(progress),
      lost: missed.map(({ anchor }) => anchor).slice(-MOST_LOST),
    };
  }
}
