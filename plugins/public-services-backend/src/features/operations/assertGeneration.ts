import { ConflictError } from '@backstage/errors';

/** Refuses a change that was decided from an older state: `ifMatch` is the generation that the caller saw. */
export function assertGeneration(
  what: string,
  generation: number,
  ifMatch: string | undefined,
): void {
  const wanted = ifMatch?.replace(/^(?:W\/)?"?(.*?)"?$/, '$1');
  if (![undefined, '*', String(generation)].includes(wanted)) {
    throw new ConflictError(
      `${what} has changed since you looked (it is at version ${generation}, not ${wanted}); look again and decide anew`,
    );
  }
}
