import { KubeError, PUT_BACK } from '../client/KubeError';

/** After so many refusals in a row of one resource version, it is taken to be unusable, whatever the server calls it. */
const MAX_REFUSALS = 5;

/** Tells when a resource version is of no use any more. */
export class Refusals {
  #inARow = 0;

  /** The version was of use. */
  reset(): void {
    this.#inARow = 0;
  }

  /** Whether this failure is the end of the version that was asked for. */
  endsVersion(failure: KubeError): boolean {
    if (isRefusal(failure)) {
      this.#inARow += 1;
    }
    const ends =
      failure.status === 410 ||
      failure.code === PUT_BACK ||
      this.#inARow >= MAX_REFUSALS;
    if (ends) {
      this.#inARow = 0;
    }
    return ends;
  }
}

/** The server answered, and not with what was asked for; being busy is no answer. */
function isRefusal(failure: KubeError): boolean {
  return (
    failure.kind !== 'throttled' &&
    (failure.status !== undefined || failure.kind === 'server')
  );
}

/** The identity may not, or the server does not know the kind: it takes an administrator to end this. */
export function isForAdministrators({ kind }: KubeError): boolean {
  return kind === 'forbidden' || kind === 'not-found';
}
