import { Acknowledged } from '../domain/acknowledgement';
import { Place } from '../domain/Place';
import { CheckResult } from './CheckResult';
import { afterAcknowledging, isBroken } from './Findings';
import { Kept } from './JobRow';

/** A check behind which another goes on with what is new. */
export interface Base {
  result: CheckResult;
  place: Place;
}

/** The last check, where it found nothing that is not known by now. */
export function baseOf(
  kept: Kept | undefined,
  known: ReadonlyMap<string, Acknowledged>,
): Base | undefined {
  const { result, place } = kept ?? {};
  if (!result || !place) {
    return undefined;
  }
  const found = afterAcknowledging(result.found, known);
  return isBroken(found) ? undefined : { result: { ...result, found }, place };
}
