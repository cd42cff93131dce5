import { InputError } from '@backstage/errors';

/** A cursor is the last item's name and id. */
export function parseCursor(
  cursor: string | undefined,
): [name: string, id: string] | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const match = /^([a-z0-9-]{1,63})\/([0-9A-Z]{26})$/.exec(cursor);
  if (!match) {
    throw new InputError(
      `The cursor "${cursor}" is none of this list; start again without one`,
    );
  }
  return [match[1], match[2]];
}
