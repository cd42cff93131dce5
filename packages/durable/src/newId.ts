import { incrementBase32, monotonicFactory } from 'ulid';

const next = monotonicFactory();

/**
 * A new ULID: 26 letters and digits that sort by the time they were made, and rise within one process.
 *
 * @public
 */
export function newId(): string {
  return next();
}

/** A new id that sorts after the given one, also where that was made by a process whose clock is ahead of this one's. */
export function newIdAfter(last: string | undefined): string {
  const id = next();
  return last === undefined || id > last ? id : incrementBase32(last);
}
