import { ConflictError } from '@backstage/errors';

/** Refuses a change that was decided while looking at another version. Without `ifMatch` there is nothing to compare. */
export function assertGeneration(
  what: string,
  generation: number,
  ifMatch: string | undefined,
): void {
  const wanted = ifMatch?.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
  if (wanted !== undefined && wanted !== '*' && wanted !== String(generation)) {
    throw new ConflictError(
      `${what} has changed since you looked (it is at version ${generation}, not ${wanted}); look again and decide anew`,
    );
  }
}
