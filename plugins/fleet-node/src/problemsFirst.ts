import { InputError } from '@backstage/errors';
import { Health } from '@flytower/plugin-fleet-common';
import { z } from 'zod';
import { bySeverity } from './severity';

/**
 * Where an item stands in its list: worse before better, then by its key.
 *
 * @public
 */
export interface Place {
  status: Health['status'];
  key: string;
}

const cursorSchema = z.tuple([
  z.enum([
    'healthy',
    'progressing',
    'waiting',
    'degraded',
    'failed',
    'stopped',
    'unknown',
  ]),
  z.string(),
]);

/**
 * One page of a list in memory, problems first. The cursor is the place of the last item shown, not a count, so that an
 * item that comes or goes shifts no other out of sight.
 *
 * @public
 */
export function problemsFirst<T>(
  items: readonly T[],
  placeOf: (item: T) => Place,
  query: { cursor?: string; limit: number },
): { items: T[]; nextCursor?: string; total: number } {
  const after = query.cursor === undefined ? undefined : parse(query.cursor);
  const sorted = items
    .map(item => ({ item, place: placeOf(item) }))
    .sort((a, b) => compare(a.place, b.place));
  const rest = after
    ? sorted.filter(({ place }) => compare(place, after) > 0)
    : sorted;
  const shown = rest.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    total: items.length,
    ...(last && rest.length > shown.length
      ? { nextCursor: write(last.place) }
      : {}),
  };
}

function compare(one: Place, other: Place): number {
  if (one.status !== other.status) {
    return bySeverity(one.status, other.status);
  }
  if (one.key === other.key) {
    return 0;
  }
  return one.key < other.key ? -1 : 1;
}

function write({ status, key }: Place): string {
  return Buffer.from(JSON.stringify([status, key])).toString('base64url');
}

function parse(cursor: string): Place {
  try {
    const [status, key] = cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
    return { status, key };
  } catch {
    throw new InputError(
      `The cursor "${cursor.slice(
        0,
        80,
      )}" is none of this list; start again without one`,
    );
  }
}
