import { ConflictError } from '@backstage/errors';
import { isFinished, Operation } from '@flytower/contract';
import { ControlVerb, StoredOperation } from './operationRow';

/** Refuses what was decided from an older state: `ifMatch` is the generation that the caller saw. */
export function assertMatches(
  operation: Operation,
  ifMatch: string | undefined,
) {
  const wanted = ifMatch?.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
  if (
    wanted !== undefined &&
    wanted !== '*' &&
    wanted !== String(operation.generation)
  ) {
    throw new ConflictError(
      `Operation ${operation.id} has changed since you looked (it is at generation ${operation.generation}, not ${wanted}); look again and decide anew`,
    );
  }
}

/** Refuses a wish that the operation's state has no room for. */
export function assertAllowed(
  { operation, wish }: StoredOperation,
  verb: ControlVerb,
) {
  if (isFinished(operation.state)) {
    throw new ConflictError(
      `Operation ${operation.id} is over (${operation.state}), so it cannot ${verb}; start a new one`,
    );
  }
  const paused = operation.state === 'paused' || wish === 'pause';
  if (verb === 'resume' && !paused) {
    throw new ConflictError(
      `Operation ${operation.id} is not paused, so there is nothing to resume`,
    );
  }
}
