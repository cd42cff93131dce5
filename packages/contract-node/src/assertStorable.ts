import { InputError } from '@backstage/errors';

/** NUL, which PostgreSQL keeps in no text, and halves of characters, which no database keeps as they came. */
const UNSTORABLE = /\0|\p{Cs}/u;

/**
 * Refuses what a database would not keep or find, wherever in a part of a call it stands, keys included. One rule for every
 * route, because a handler that forgets it answers 500 on PostgreSQL and 200 on SQLite.
 *
 * @throws InputError that names the part and, in the body, the place
 */
export function assertStorable(
  part: 'path' | 'query' | 'body',
  value: unknown,
): void {
  const waiting: { value: unknown; at: string }[] = [{ value, at: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { at } = next;
    if (typeof next.value === 'string' && UNSTORABLE.test(next.value)) {
      throw unstorable(part, at);
    }
    if (typeof next.value === 'object' && next.value !== null) {
      for (const [key, inner] of Object.entries(next.value)) {
        if (UNSTORABLE.test(key)) {
          throw unstorable(part, at);
        }
        waiting.push({ value: inner, at: at ? `${at}.${key}` : key });
      }
    }
  }
}

function unstorable(part: string, at: string): InputError {
  return new InputError(
    `Check the ${part}: ${
      at ? `${at.slice(0, 200)} has` : 'it has'
    } a NUL or half a character in it, which cannot be kept; leave it out`,
  );
}
