import { ClusterClient } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { Timers } from '../watch/Timers';

const INTERVAL_MS = 5_000;
const TIMEOUT_MS = 4_000;

/**
 * Asks a cluster every few seconds whether it is there. A silent watch cannot tell a quiet cluster from a dead one; this
 * can, in seconds.
 */
export class Heartbeat {
  readonly #client: ClusterClient;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #onFlip: (alive: boolean) => void;
  #cancel: () => void = () => {};
  #stop: AbortController | undefined;
  #lastBeat: number | undefined;
  #problem: string | undefined;

  constructor(options: {
    client: ClusterClient;
    timers: Timers;
    random: () => number;
    /** Called when the cluster went silent, and when it came back. */
    onFlip: (alive: boolean) => void;
  }) {
    this.#client = options.client;
    this.#timers = options.timers;
    this.#random = options.random;
    this.#onFlip = options.onFlip;
  }

  /** Milliseconds since 1970. */
  get lastBeat(): number | undefined {
    return this.#lastBeat;
  }

  /** A sentence, while the cluster does not answer. */
  get problem(): string | undefined {
    return this.#problem;
  }

  start(): void {
    if (!this.#stop) {
      this.#stop = new AbortController();
      this.#plan(this.#stop.signal);
    }
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#cancel();
  }

  #plan(signal: AbortSignal): void {
    this.#cancel = this.#timers.after(
      INTERVAL_MS * (0.8 + 0.4 * this.#random()),
      () => void this.#beat(signal),
    );
  }

  async #beat(signal: AbortSignal): Promise<void> {
    let problem: string | undefined;
    try {
      await this.#client.raw('/readyz', { timeoutMs: TIMEOUT_MS, signal });
      this.#lastBeat = this.#timers.now();
    } catch (error) {
      problem = error instanceof KubeError ? error.sentence : String(error);
    }
    if (signal.aborted) {
      return;
    }
    const flipped = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (flipped) {
      this.#onFlip(problem === undefined);
    }
    this.#plan(signal);
  }
}
