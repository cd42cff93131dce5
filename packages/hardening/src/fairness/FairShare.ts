import { TooManyRequestsError } from './TooManyRequestsError';
import { Turns } from './Turns';

/** What one caller may do. */
export interface ShareLimits {
  /** Requests under way at once. */
  atOnce: number;
  /** Requests that wait for a place beside them; more are refused. */
  waiting: number;
  /** How long one may wait, in seconds, before it is refused. */
  waitSeconds: number;
  /** Requests a second over a long time. */
  perSecond: number;
  /** Requests that may come at once after a quiet time. */
  burst: number;
}

interface Waiting {
  start: () => void;
  until: number;
  refuse: () => void;
}

interface Share {
  running: number;
  /** Requests that may start now; grows by `perSecond` up to `burst`. */
  tokens: number;
  countedAt: number;
  queue: Waiting[];
  timer: NodeJS.Timeout | undefined;
}

/** Gives the place back; a second call does nothing. */
export type Leave = () => void;

const REMEMBERED = 10_000;

/**
 * A share of the backend for each caller: so many requests at once, so many a second. What is above waits a little in the
 * order of its coming, and is refused with a time to come back when that is not enough. Callers never wait for each other.
 *
 * With atOnce 8 and 100 requests that come together, 8 run, 92 wait, and each that ends lets the next one start.
 */
export class FairShare {
  readonly #shares = new Map<string, Share>();
  readonly #mostWaiting: number;
  readonly #now: () => number;
  readonly #turns = new Turns();
  #waiting = 0;

  /**
   * @param mostWaiting - Requests that may wait in all, for each holds a connection
   * @param now - Milliseconds of a clock that only goes forward
   */
  constructor(
    mostWaiting: number,
    now: () => number = () => performance.now(),
  ) {
    this.#mostWaiting = mostWaiting;
    this.#now = now;
  }

  /**
   * Resolves when the caller's next request may start, with what gives the place back.
   *
   * @param signal - When it fires, the request no longer waits, and the promise rejects with its reason
   * @throws TooManyRequestsError with whole seconds to wait.
   */
  enter(
    key: string,
    limits: ShareLimits,
    signal?: AbortSignal,
  ): Promise<Leave> {
    const share = this.#shareOf(key, limits);
    const full =
      share.queue.length >= limits.waiting ||
      this.#waiting >= this.#mostWaiting;
    if (full && !this.#mayStart(share, limits)) {
      return Promise.reject(tooMany(share, limits));
    }
    return new Promise((resolve, reject) => {
      const decided = new AbortController();
      const waiting: Waiting = {
        start: () => {
          decided.abort();
          this.#turns.take(() => resolve(this.#leaveOf(share, limits)));
        },
        until: this.#now() + limits.waitSeconds * 1000,
        refuse: () => {
          decided.abort();
          reject(tooMany(share, limits));
        },
      };
      signal?.addEventListener(
        'abort',
        () => {
          share.queue = share.queue.filter(other => other !== waiting);
          this.#waiting -= 1;
          reject(signal.reason);
        },
        { once: true, signal: decided.signal },
      );
      share.queue.push(waiting);
      this.#waiting += 1;
      this.#startNext(share, limits);
    });
  }

  /** Callers that are remembered: those with a request now or lately. */
  get size(): number {
    return this.#shares.size;
  }

  #leaveOf(share: Share, limits: ShareLimits): Leave {
    let left = false;
    return () => {
      if (!left) {
        left = true;
        share.running -= 1;
        this.#startNext(share, limits);
      }
    };
  }

  #startNext(share: Share, limits: ShareLimits): void {
    clearTimeout(share.timer);
    const now = this.#now();
    while (share.queue.length > 0) {
      const [first] = share.queue;
      if (first.until <= now) {
        this.#shift(share);
        first.refuse();
      } else if (this.#mayStart(share, limits)) {
        this.#shift(share);
        share.running += 1;
        share.tokens -= 1;
        first.start();
      } else {
        break;
      }
    }
    if (share.queue.length > 0) {
      this.#comeBack(share, limits, now);
    }
  }

  #shift(share: Share): void {
    share.queue.shift();
    this.#waiting -= 1;
  }

  /** Looks again when the next request may start by its rate, or when the first one has waited long enough. */
  #comeBack(share: Share, limits: ShareLimits, now: number): void {
    const patience = share.queue[0].until - now;
    const token =
      share.running < limits.atOnce
        ? ((1 - share.tokens) / limits.perSecond) * 1000
        : Infinity;
    share.timer = setTimeout(
      () => this.#startNext(share, limits),
      Math.ceil(Math.min(patience, token)),
    );
    share.timer.unref();
  }

  #mayStart(share: Share, limits: ShareLimits): boolean {
    this.#count(share, limits);
    return share.running < limits.atOnce && share.tokens >= 1;
  }

  #count(share: Share, limits: ShareLimits): void {
    const now = this.#now();
    share.tokens = Math.min(
      limits.burst,
      share.tokens + ((now - share.countedAt) / 1000) * limits.perSecond,
    );
    share.countedAt = now;
  }

  #shareOf(key: string, limits: ShareLimits): Share {
    const known = this.#shares.get(key);
    if (known) {
      // Last used last, so that the first are those to forget.
      this.#shares.delete(key);
      this.#shares.set(key, known);
      return known;
    }
    this.#forget();
    const share: Share = {
      running: 0,
      tokens: limits.burst,
      countedAt: this.#now(),
      queue: [],
      timer: undefined,
    };
    this.#shares.set(key, share);
    return share;
  }

  /** Forgets the caller that has been quiet longest, when there are too many. Whoever has a request is never forgotten. */
  #forget(): void {
    if (this.#shares.size < REMEMBERED) {
      return;
    }
    for (const [key, { running, queue }] of this.#shares) {
      if (running === 0 && queue.length === 0) {
        this.#shares.delete(key);
        return;
      }
    }
  }
}

function tooMany(share: Share, limits: ShareLimits): TooManyRequestsError {
  return new TooManyRequestsError(
    Math.max(1, Math.ceil(share.queue.length / limits.perSecond)),
  );
}
