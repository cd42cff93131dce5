import { InputError } from '@backstage/errors';
import { Second } from '../../domain/Resource';

/** Where a page ends that goes by time, and within a second by id. */
export interface TimedPlace {
  at: Second;
  id: string;
}

export function placeToCursor({ at, id }: TimedPlace): string {
  return `${at}.${id}`;
}

/** @throws InputError where the cursor is none that was given out */
export function cursorToPlace(cursor: string): TimedPlace {
  const parts = /^(\d{1,12})\.(.+)$/.exec(cursor);
  if (!parts) {
    throw new InputError(
      `The cursor "${cursor}" is none of this list; start again without one`,
    );
  }
  return { at: Number(parts[1]), id: parts[2] };
}
