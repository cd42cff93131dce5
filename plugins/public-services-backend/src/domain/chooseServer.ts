import { Health } from '@flytower/plugin-fleet-common';
import { Engine } from '@flytower/plugin-public-services-common';

/** A server that an instance may be carved from. */
export interface Candidate {
  id: string;
  name: string;
  health: Health;
  /** How many instances it holds. */
  instances: number;
}

/**
 * The healthy server with the fewest instances, of two alike the one whose name comes first; a Redis server only while it
 * holds none. Where there is none, the sentence says what is waited for.
 */
export function chooseServer(
  engine: Engine,
  plan: string,
  candidates: readonly Candidate[],
): { server: Candidate } | { sentence: string } {
  const free = candidates.filter(
    ({ instances }) => engine !== 'redis' || instances === 0,
  );
  const [server] = free
    .filter(({ health }) => health.status === 'healthy')
    .sort((a, b) => a.instances - b.instances || (a.name < b.name ? -1 : 1));
  if (server) {
    return { server };
  }
  return {
    sentence:
      free.length === 0
        ? `Every server of the plan "${plan}" is taken; goes on when one is free or an operations admin adds one`
        : `No server of the plan "${plan}" answers: ${free
            .map(({ health }) => health.sentence)
            .join('; ')}; goes on by itself`,
  };
}
