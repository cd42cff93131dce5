import { NewFact } from '../domain/NewFact';

/** How long repeats are counted before they are a fact, in milliseconds. */
const COUNT_MS = 60_000;
/** After so long the same is an entry of its own again, however steadily it comes. */
const LONGEST_RUN_MS = 3_600_000;
/** Different refusals and failures that are recorded one by one in a minute: of a person, and of all. */
const MOST_OF_PERSON = 30;
const MOST_OF_ALL = 300;

/** The same, again and again. */
interface Run {
  first: NewFact;
  startedAt: number;
  /** When what was counted is due as a fact, or the run is over. */
  dueAt: number;
  counted: Counted | undefined;
}

interface Counted {
  times: number;
  firstAt: Date;
  lastAt: Date;
}

/**
 * Keeps who is refused a thousand times from filling the log. The first refusal or failure is a fact at once; the same
 * again (person, route, tenant, outcome, sentence) within a minute is counted, and a fact of the same entry after that
 * minute. Of different ones 30 a person and 300 in all are recorded in a minute; the others are counted too, and that is
 * a fact. What succeeded is never folded.
 */
export class RepeatFold {
  readonly #newId: () => string;
  readonly #runs = new Map<string, Run>();
  #minute = 0;
  readonly #ofPerson = new Map<string, number>();
  #ofAll = 0;
  readonly #beyond = new Map<string, Counted>();

  static create(options: { newId: () => string }): RepeatFold {
    return new RepeatFold(options.newId);
  }

  private constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Whether something is counted that is not a fact yet. */
  get counting(): boolean {
    return (
      this.#beyond.size > 0 ||
      [...this.#runs.values()].some(run => run.counted !== undefined)
    );
  }

  /** Those of the facts that are recorded as they are; the others are counted. */
  take(facts: readonly NewFact[], now: Date): NewFact[] {
    return facts.filter(fact => this.#isRecorded(fact, now.getTime()));
  }

  /** What was counted and is due, as facts; everything that was counted where the process ends. */
  due(now: Date, ending: boolean = false): NewFact[] {
    const at = now.getTime();
    const facts: NewFact[] = [];
    for (const [key, run] of this.#runs) {
      if (at < run.dueAt && !ending) {
        continue;
      }
      if (run.counted) {
        facts.push(this.#repeated(run.first, run.counted));
      }
      if (run.counted && at - run.startedAt < LONGEST_RUN_MS) {
        this.#runs.set(key, {
          ...run,
          dueAt: at + COUNT_MS,
          counted: undefined,
        });
      } else {
        this.#runs.delete(key);
      }
    }
    if (ending || minuteOf(at) > this.#minute) {
      for (const [person, beyond] of this.#beyond) {
        facts.push(this.#notEach(person, beyond));
      }
      this.#beyond.clear();
    }
    return facts;
  }

  #isRecorded(fact: NewFact, now: number): boolean {
    if (fact.outcome !== 'denied' && fact.outcome !== 'failed') {
      return true;
    }
    const key = keyOf(fact);
    const run = this.#runs.get(key);
    if (run) {
      run.counted = counted(run.counted, fact);
      return false;
    }
    const person = this.#beyondOf(fact.actor, now);
    if (person !== undefined) {
      this.#beyond.set(person, counted(this.#beyond.get(person), fact));
      return false;
    }
    this.#runs.set(key, {
      first: fact,
      startedAt: now,
      dueAt: now + COUNT_MS,
      counted: undefined,
    });
    return true;
  }

  /** Under whose name it is counted where a limit is reached; undefined where it may be recorded. */
  #beyondOf(person: string, now: number): string | undefined {
    if (minuteOf(now) !== this.#minute) {
      this.#minute = minuteOf(now);
      this.#ofPerson.clear();
      this.#ofAll = 0;
    }
    if (this.#ofAll >= MOST_OF_ALL) {
      return '';
    }
    const ofPerson = this.#ofPerson.get(person) ?? 0;
    if (ofPerson >= MOST_OF_PERSON) {
      return person;
    }
    this.#ofPerson.set(person, ofPerson + 1);
    this.#ofAll += 1;
    return undefined;
  }

  #repeated(first: NewFact, { times, firstAt, lastAt }: Counted): NewFact {
    return {
      ...first,
      id: this.#newId(),
      entryId: first.entryId,
      at: firstAt,
      repeats: { times, lastAt },
    };
  }

  #notEach(person: string, { times, firstAt, lastAt }: Counted): NewFact {
    const id = this.#newId();
    const who = person === '' ? 'flytower' : person;
    return {
      source: 'audit',
      id,
      entryId: id,
      verb: 'audit.refusals.counted',
      subject: { kind: 'plugin', id: 'audit', name: 'audit' },
      actor: who,
      outcome: 'denied',
      summary:
        person === ''
          ? `${times} refused or failed attempts of several people came within a minute, beyond ${MOST_OF_ALL} different ones; they were counted, not recorded each`
          : `${times} refused or failed attempts of ${person} came within a minute, beyond ${MOST_OF_PERSON} different ones; they were counted, not recorded each`,
      data: { times },
      at: firstAt,
      repeats: { times, lastAt },
    };
  }
}

function counted(before: Counted | undefined, fact: NewFact): Counted {
  return {
    times: (before?.times ?? 0) + 1,
    firstAt: before?.firstAt ?? fact.at,
    lastAt: fact.at,
  };
}

/** What makes two refusals the same. */
function keyOf(fact: NewFact): string {
  return JSON.stringify([
    fact.source,
    fact.actor,
    fact.verb,
    fact.data.route ?? '',
    fact.subject.id,
    fact.tenant ?? '',
    fact.outcome,
    fact.summary,
  ]);
}

function minuteOf(ms: number): number {
  return Math.floor(ms / COUNT_MS);
}
