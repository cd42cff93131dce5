import { RootLifecycleService } from '@backstage/backend-plugin-api';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends what the start waits for when the process is told to end. Backstage answers these signals itself, but waits for the
 * start first, which would wait for a database that is away.
 */
export class EndOfWaiting {
  readonly #ends = new Set<() => void>();
  #ended = false;

  constructor(lifecycle: RootLifecycleService) {
    const end = () => this.#end();
    SIGNALS.forEach(signal => process.on(signal, end));
    lifecycle.addShutdownHook(() => {
      SIGNALS.forEach(signal => process.off(signal, end));
    });
  }

  /** Calls the function at such a signal, at once where it has come already. Gives the way to take it out again. */
  add(end: () => void): () => void {
    if (this.#ended) {
      end();
    } else {
      this.#ends.add(end);
    }
    return () => this.#ends.delete(end);
  }

  #end(): void {
    this.#ended = true;
    this.#ends.forEach(end => end());
    this.#ends.clear();
  }
}
