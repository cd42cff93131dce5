import { RegisteredCluster } from '../registrations/registeredCluster';

type Lossy = Pick<RegisteredCluster, 'name' | 'lost'>;

/**
 * Why a cluster may not be declared lost, in a sentence; undefined where it may. One that returns may: that takes its
 * return back.
 *
 * @param seen - whether it answers just now
 * @param despiteSight - somebody says that it is lost although it answers
 */
export function whyNotLost(
  { name, lost }: Lossy,
  seen: boolean,
  despiteSight: boolean,
): string | undefined {
  if (lost?.state === 'lost') {
    return `The cluster "${name}" is declared lost already; look again`;
  }
  return seen && !lost && !despiteSight
    ? `The cluster "${name}" answers: changes arrive as they happen. Take it out of placements instead, or say that it is lost although it answers`
    : undefined;
}

/** Why a cluster may not be declared returned, in a sentence; undefined where it may. */
export function whyNotReturnable({ name, lost }: Lossy): string | undefined {
  if (!lost) {
    return `The cluster "${name}" is not declared lost; look again`;
  }
  return lost.state === 'returning'
    ? `The cluster "${name}" is returning already; its operations say what it waits for`
    : undefined;
}
