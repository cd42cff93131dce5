import { ConflictError } from '@backstage/errors';
import { isFinished, Operation } from '@flytower/contract';
import { ControlVerb, StoredOperation } from './operationRow';

/** How an unfinished operation stands to wishes: what was asked of it last, and whether its handler has seen that. */
export type Standing =
  /** Nothing is asked of it: it goes on, or waits. */
  | 'going'
  /** Asked to retry, not seen yet. */
  | 'retrying'
  /** Asked to pause, not seen yet. */
  | 'pausing'
  | 'paused'
  /** Asked to resume, not seen yet. */
  | 'resuming'
  /** Asked to abort, not seen yet. */
  | 'abort-asked'
  /** Its handler has seen the abort and takes back what it made. */
  | 'aborting';

/** Why a verb is refused; the key of a sentence. */
type Refusal = 'is-not-paused' | 'is-paused' | 'is-aborting';

/**
 * What its handler is told after a verb, or why the verb is refused. An abort is final: nothing takes it back or hides
 * it, so a retry before the handler has seen it leaves the abort, and after that asks to try again what is taken back.
 */
export const STEERING: Readonly<
  Record<Standing, Readonly<Record<ControlVerb, ControlVerb | Refusal>>>
> = {
  going: {
    pause: 'pause',
    resume: 'is-not-paused',
    retry: 'retry',
    abort: 'abort',
  },
  retrying: {
    pause: 'pause',
    resume: 'is-not-paused',
    retry: 'retry',
    abort: 'abort',
  },
  pausing: {
    pause: 'pause',
    resume: 'resume',
    retry: 'is-paused',
    abort: 'abort',
  },
  paused: {
    pause: 'pause',
    resume: 'resume',
    retry: 'is-paused',
    abort: 'abort',
  },
  resuming: {
    pause: 'pause',
    resume: 'resume',
    retry: 'resume',
    abort: 'abort',
  },
  'abort-asked': {
    pause: 'is-aborting',
    resume: 'is-aborting',
    retry: 'abort',
    abort: 'is-aborting',
  },
  aborting: {
    pause: 'is-aborting',
    resume: 'is-aborting',
    retry: 'retry',
    abort: 'is-aborting',
  },
};

const REFUSALS: Record<Refusal, string> = {
  'is-not-paused': 'is not paused, so there is nothing to resume',
  'is-paused': 'is paused; resume it to go on, or abort it',
  'is-aborting':
    'is being aborted, and an abort is final; retry it if it does not come to its end',
};

const STANDING_OF_WISH = {
  pause: 'pausing',
  resume: 'resuming',
  retry: 'retrying',
} as const;

/** How an unfinished operation stands to wishes. */
export function standingOf({ operation, wish }: StoredOperation): Standing {
  switch (wish) {
    case 'abort':
      return 'abort-asked';
    case undefined:
      break;
    default:
      return operation.aborting ? 'aborting' : STANDING_OF_WISH[wish];
  }
  if (operation.aborting) {
    return 'aborting';
  }
  return operation.state === 'paused' ? 'paused' : 'going';
}

/**
 * What an unfinished operation's handler is to be told after a verb.
 *
 * @throws ConflictError where the operation is over, or has no room for the verb
 */
export function steered(
  stored: StoredOperation,
  verb: ControlVerb,
): { wish: ControlVerb; aborting: boolean } {
  const { operation } = stored;
  if (isFinished(operation.state)) {
    throw new ConflictError(
      `Operation ${operation.id} is over (${operation.state}), so it cannot ${verb}; start a new one`,
    );
  }
  const standing = standingOf(stored);
  const answer = STEERING[standing][verb];
  switch (answer) {
    case 'is-not-paused':
    case 'is-paused':
    case 'is-aborting':
      throw new ConflictError(`Operation ${operation.id} ${REFUSALS[answer]}`);
    default:
      return {
        wish: answer,
        aborting: answer === 'abort' || standing === 'aborting',
      };
  }
}

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
