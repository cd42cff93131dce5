import { Timers } from './Timers';

/**
 * How a watched list stands.
 *
 * @public
 */
export interface ListWatchHealth {
  /**
   * `syncing`: never complete so far. `live`: connected, changes arrive as they happen. `stale`: complete once, but not
   * connected now, or a new list is under way.
   */
  state: 'syncing' | 'live' | 'stale';
  /** When the last byte came, ISO 8601. */
  lastContactAt?: string;
  /** When the last complete list was there, ISO 8601. */
  listedAt?: string;
  /** A sentence; kept after things went well again, for those who look later. */
  lastError?: string;
  /** Since when it is in this state, ISO 8601. */
  since: string;
  lists: number;
  failures: number;
  /** Objects that could not be understood and were left out. */
  malformed: number;
}

/** Writes down what a {@link ListWatch} meets. */
export class HealthRecord {
  readonly #timers: Timers;
  readonly #onChange: () => void;
  #state: ListWatchHealth['state'] = 'syncing';
  #since: number;
  #lastContact: number | undefined;
  #listedAt: number | undefined;
  #lastError: string | undefined;
  #lists = 0;
  #failures = 0;
  #malformed = 0;

  constructor(timers: Timers, onChange: () => void) {
    this.#timers = timers;
    this.#onChange = onChange;
    this.#since = timers.now();
  }

  read(): ListWatchHealth {
    return {
      state: this.#state,
      lastContactAt: iso(this.#lastContact),
      listedAt: iso(this.#listedAt),
      lastError: this.#lastError,
      since: new Date(this.#since).toISOString(),
      lists: this.#lists,
      failures: this.#failures,
      malformed: this.#malformed,
    };
  }

  contact(): void {
    this.#lastContact = this.#timers.now();
  }

  listed(): void {
    this.#listedAt = this.#timers.now();
    this.#lists += 1;
  }

  connected(): void {
    this.#enter('live');
  }

  failed(sentence: string): void {
    this.#failures += 1;
    this.#lastError = sentence;
    this.#enter(this.#listedAt === undefined ? 'syncing' : 'stale');
  }

  malformed(): void {
    this.#malformed += 1;
  }

  #enter(state: ListWatchHealth['state']): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#since = this.#timers.now();
      this.#onChange();
    }
  }
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
