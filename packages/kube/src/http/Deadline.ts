import { KubeRequest } from './Transport';

/** Thrown when a call took longer than it may. */
export class CallTimeout extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms`);
    this.name = 'CallTimeout';
    this.timeoutMs = timeoutMs;
  }
}

/** Ends a call at its time limit or when its caller no longer wants it, and tells the two apart. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timeout: CallTimeout;
  readonly #timer: NodeJS.Timeout;
  readonly #outer?: AbortSignal;
  readonly #onAbort = () => this.#controller.abort(this.#outer?.reason);

  private constructor(timeoutMs: number, outer?: AbortSignal) {
    this.#timeout = new CallTimeout(timeoutMs);
    this.#timer = setTimeout(
      () => this.#controller.abort(this.#timeout),
      timeoutMs,
    );
    this.#outer = outer;
    if (outer?.aborted) {
      this.#onAbort();
    }
    outer?.addEventListener('abort', this.#onAbort);
  }

  static start(request: KubeRequest): Deadline {
    return new Deadline(request.timeoutMs, request.signal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  explain(error: unknown): unknown {
    return this.#controller.signal.reason === this.#timeout
      ? this.#timeout
      : error;
  }

  /** Takes the time limit away; the caller may still end the call. */
  lift(): void {
    clearTimeout(this.#timer);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#onAbort);
  }
}
