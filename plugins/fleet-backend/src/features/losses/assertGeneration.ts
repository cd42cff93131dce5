import { ConflictError } from '@backstage/errors';
import { RegisteredCluster } from '../registrations/registeredCluster';

/** Refuses what was decided while looking at another state: `ifMatch` is the generation that the caller saw. */
export function assertGeneration(
  { name, generation }: Pick<RegisteredCluster, 'name' | 'generation'>,
  ifMatch: string | undefined,
): void {
  const wanted = ifMatch?.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
  if (wanted !== undefined && wanted !== '*' && wanted !== String(generation)) {
    throw new ConflictError(
      `The cluster "${name}" has changed since you looked (it is at generation ${generation}, not ${wanted}); look again and decide anew`,
    );
  }
}
