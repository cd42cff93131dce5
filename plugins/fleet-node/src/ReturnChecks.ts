import { toError } from '@backstage/errors';
import { ClusterFacts, ReturnCheck } from './FleetService';

/** How long one plugin may look at a cluster that returns. */
const LOOK_MS = 10_000;

/** Which plugins have a say before a lost cluster is one like the others again, and what they say. */
export class ReturnChecks {
  readonly #checks = new Map<symbol, { plugin: string; check: ReturnCheck }>();

  /** Gives the way to take it back. */
  add(plugin: string, check: ReturnCheck): () => void {
    const id = Symbol(plugin);
    this.#checks.set(id, { plugin, check });
    return () => this.#checks.delete(id);
  }

  /**
   * What still stands in the way, a sentence each; none where nothing does. A plugin that cannot say, or has not said in
   * time, stands in the way. Throws the signal's reason once that is aborted.
   */
  async ask(
    cluster: ClusterFacts,
    signal: AbortSignal,
    lookMs: number = LOOK_MS,
  ): Promise<string[]> {
    signal.throwIfAborted();
    const sentences = await Promise.all(
      [...this.#checks.values()].map(async ({ plugin, check }) => {
        const inTime = AbortSignal.any([signal, AbortSignal.timeout(lookMs)]);
        try {
          return await Promise.race([
            check(cluster, { signal: inTime }),
            aborted(inTime),
          ]);
        } catch (error) {
          return inTime.aborted
            ? `${plugin} has not said within ${
                lookMs / 1000
              } s whether it is done; it is asked again`
            : `${plugin} cannot say whether it is done, and is asked again: ${
                toError(error).message
              }`;
        }
      }),
    );
    signal.throwIfAborted();
    return sentences.filter(sentence => sentence !== undefined);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
    });
  });
}
