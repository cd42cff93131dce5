import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Clock, newId, Store } from '@flytower/durable';
import {
  AuditFinding,
  AuditIntegrity,
  AuditVerdict,
  describeFinding,
} from '@flytower/plugin-audit-common';
import { standing } from '../chain/Checkpoints';
import { LogKeys } from '../chain/LogKeys';
import { Place, timeOf } from '../domain/checkChain';
import { JobRow, Kept, Running } from './JobRow';
import { newestSequence } from './LogReader';
import { beginning, MOST_FINDINGS, Walked, walkLog } from './walkLog';

/** A place that the log had, as something says that the log cannot change. */
export interface Anchor {
  batch: number;
  mac: string;
  sequence: number;
  at: Date;
}

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
    const { kept, running } = await this.#row.read(this.#clock.now());
    return { verdict: kept?.verdict, running };
  }

  /** Begins a check where none runs, and answers at once with where it stands. */
  async start(from: CheckFrom): Promise<AuditIntegrity> {
    const by = newId();
    const start = await this.#claim(by, from);
    if (start) {
      this.#run = this.#check(by, from, start).catch(error => {
        this.#logger.error(
          'The check of the operation log failed; begin it again',
          toError(error),
        );
      });
    }
    return this.state();
  }

  /** Begins a check where none runs, and ends with it. */
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
    const { kept } = await this.#row.read(now);
    const since = (from === 'last' && kept?.place?.sequence) || 0;
    const running = {
      startedAt: now.toISOString(),
      since,
      sequence: since,
      of: await newestSequence(this.#store),
    };
    return (await this.#row.claim(by, running, now)) ? running : undefined;
  }

  async #check(by: string, from: CheckFrom, start: Running): Promise<void> {
    let kept: Kept | undefined;
    try {
      const before = (await this.#row.read(this.#clock.now())).kept;
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
        const anchors = [...this.#anchors(), ...anchorOf(before?.place)];
        kept = await this.#judge(walked, since ?? begin.place, anchors);
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
        if (!(await this.#row.renew(by, { ...start, sequence, of }, now))) {
          return undefined;
        }
      }
    }
  }

  async #judge(walked: Walked, since: Place, anchors: Anchor[]): Promise<Kept> {
    const { place } = walked;
    const findings = [
      ...walked.findings,
      ...(await this.#againstAnchors(place, anchors)),
    ].slice(0, MOST_FINDINGS);
    const checked = {
      checkedAt: this.#clock.now().toISOString(),
      since: since.sequence,
      until: place.sequence,
      inherited: place.inherited,
    };
    const [first, ...more] = findings;
    if (!first) {
      const verdict: AuditVerdict = {
        kind: 'whole',
        ...checked,
        sentence: wholeSentence(since, place),
      };
      return { verdict, place };
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
    };
  }

  async #againstAnchors(
    place: Place,
    anchors: Anchor[],
  ): Promise<AuditFinding[]> {
    const findings: AuditFinding[] = [];
    for (const anchor of anchors) {
      const stands = await standing(this.#store.knex, anchor);
      const at = timeOf(anchor.at.getTime());
      if (stands === 'missing') {
        findings.push({
          code: 'end-missing',
          sequence: Math.min(place.sequence + 1, anchor.sequence),
          until: anchor.sequence,
          ...at,
        });
      }
      if (stands === 'replaced') {
        findings.push({
          code: 'history-replaced',
          sequence: anchor.sequence,
          ...at,
        });
      }
    }
    return findings;
  }
}

function anchorOf(place: Place | undefined): Anchor[] {
  return place && place.batch > 0
    ? [
        {
          batch: place.batch,
          mac: place.mac,
          sequence: place.sequence,
          at: new Date(place.at ?? 0),
        },
      ]
    : [];
}

function wholeSentence(since: Place, place: Place): string {
  const facts =
    place.sequence === since.sequence
      ? `There are no facts after fact ${since.sequence}`
      : `Facts ${since.sequence + 1} to ${
          place.sequence
        } are as they were recorded, and the list shows what they tell`;
  return place.inherited > since.sequence
    ? `${facts}; those up to fact ${place.inherited} are from before the log had a key, and were never changed since it has`
    : facts;
}
