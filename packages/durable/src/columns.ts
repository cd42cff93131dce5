import { InputError } from '@backstage/errors';
import { z } from 'zod';

/**
 * Milliseconds since 1970 (PostgreSQL gives a bigint as text) as ISO 8601.
 *
 * @public
 */
export const instantColumn = z.coerce
  .number<unknown>()
  .int()
  .transform(milliseconds => new Date(milliseconds).toISOString());

/**
 * A column that may be null.
 *
 * @public
 */
export const optionalText = z
  .string()
  .nullable()
  .transform(value => value ?? undefined);

/**
 * JSON text of a known shape.
 *
 * @public
 */
export function jsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): z.output<Schema> => schema.parse(JSON.parse(text)));
}

/**
 * JSON text of a known shape, or null.
 *
 * @public
 */
export function optionalJsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .nullable()
    .transform((text): z.output<Schema> | undefined =>
      text === null ? undefined : schema.parse(JSON.parse(text)),
    );
}

/**
 * A count, which PostgreSQL gives as text.
 *
 * @public
 */
export const countColumn = z.coerce.number<unknown>().int();

/**
 * One page of a list, and the cursor of the next.
 *
 * @public
 */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/**
 * Cuts one row more than asked for into a page. The cursor is the key of its last *row*: where that cannot be read, and
 * is left out, the next page goes on behind it all the same.
 *
 * @public
 */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  { keyOf, read }: { keyOf: (row: Row) => string; read: (rows: Row[]) => T[] },
): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: read(kept),
    ...(rows.length > limit && last ? { nextCursor: keyOf(last) } : {}),
  };
}

/**
 * A cursor that is a number.
 *
 * @public
 */
export function parseNumberCursor(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new InputError(
      `The cursor "${cursor}" is none of this list; start again without one`,
    );
  }
  return Number(cursor);
}
