import { monotonicFactory } from 'ulid';

const next = monotonicFactory();

/**
 * A new ULID: 26 letters and digits that sort by the time they were made, and rise within one process.
 *
 * @public
 */
export function newId(): string {
  return next();
}
