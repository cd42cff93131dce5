/** A lease is renewed after this part of its time … */
const RENEW_AFTER = 1 / 4;
/** … and its holder stops after this part: what it has under way is over before anybody else can begin. */
const STOP_AFTER = 3 / 4;

/** Why a handler was aborted: somebody else may hold its subject's lease soon, or does already. */
export class LeaseLost extends Error {
  constructor(why: string) {
    super(`The lease was lost: ${why}`);
    this.name = 'LeaseLost';
  }
}

/**
 * A lease as its holder sees it. It counts as held for three quarters of its time from the moment *before* the database
 * was asked for it, by a clock that nobody can set: the database counts from a later moment, so the holder stops before
 * another may begin, whatever any process's clock says. An example: of a lease of 15 seconds that nobody can renew, the
 * holder's signal is aborted after 11.25 seconds, and another may claim after 15.
 *
 * Only an answer renews: a database that hangs is as good as one that is away.
 */
export class Lease {
  readonly #lost = new AbortController();
  readonly #leaseMs: number;
  readonly #renewing: NodeJS.Timeout;
  #heldSince: number;
  #stopping: NodeJS.Timeout | undefined;

  /**
   * @param since - by {@link monotonicMs}, before the database was asked for the lease
   * @param renew - holds it for its whole time again; false where another has it
   */
  static hold(options: {
    since: number;
    leaseMs: number;
    renew: () => Promise<boolean>;
  }): Lease {
    return new Lease(options);
  }

  private constructor(options: {
    since: number;
    leaseMs: number;
    renew: () => Promise<boolean>;
  }) {
    this.#leaseMs = options.leaseMs;
    this.#heldSince = options.since;
    this.#renewing = setInterval(
      () => this.#renew(options.renew),
      options.leaseMs * RENEW_AFTER,
    );
    this.#plan();
  }

  /** Aborted, with a {@link LeaseLost}, before another may have the lease. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** What the work gives, but no longer than the lease is held: then it throws {@link LeaseLost}. */
  async within<T>(work: Promise<T>): Promise<T> {
    const { lost } = this;
    // A failure after the loss belongs to nobody any more.
    work.catch(() => undefined);
    lost.throwIfAborted();
    let stop: () => void = () => undefined;
    const over = new Promise<never>((_, reject) => {
      stop = () => reject(lost.reason);
      lost.addEventListener('abort', stop);
    });
    try {
      return await Promise.race([work, over]);
    } finally {
      lost.removeEventListener('abort', stop);
    }
  }

  /** Renews it no more. */
  end(): void {
    clearInterval(this.#renewing);
    clearTimeout(this.#stopping);
  }

  #renew(renew: () => Promise<boolean>): void {
    const asked = monotonicMs();
    renew().then(
      held => {
        if (held) {
          this.#heldSince = Math.max(this.#heldSince, asked);
          this.#plan();
        } else {
          this.#lose('another has taken it');
        }
      },
      // The database is away: the next answer may still come in time.
      () => undefined,
    );
  }

  #plan(): void {
    clearTimeout(this.#stopping);
    if (this.#lost.signal.aborted) {
      return;
    }
    const left = this.#heldSince + this.#leaseMs * STOP_AFTER - monotonicMs();
    if (left <= 0) {
      this.#lose('the database did not answer in time');
    } else {
      this.#stopping = setTimeout(
        () => this.#lose('the database did not answer in time'),
        left,
      );
    }
  }

  #lose(why: string): void {
    this.end();
    this.#lost.abort(new LeaseLost(why));
  }
}

/** Milliseconds since some moment, by a clock that never jumps. */
export function monotonicMs(): number {
  return performance.now();
}
