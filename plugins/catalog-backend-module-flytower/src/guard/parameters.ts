import { InputError } from '@backstage/errors';
import { isRecord, JsonRecord, parseJson } from './json';

/** Parameters of an address, as express reads them. */
export type Query = Record<string, unknown>;

/** All texts of a parameter, whether it came once, repeatedly or in brackets. Throws InputError for anything else. */
export function textsOf(value: unknown, name: string): string[] | undefined {
  if (value === undefined) {
    return undefined;
  }
  return [value].flat().map(one => {
    if (typeof one === 'string') {
      return one;
    }
    throw new InputError(`Invalid ${name}, not a string`);
  });
}

/** What a cursor holds. Throws InputError for what is none. */
export function readCursor(cursor: unknown): JsonRecord {
  const malformed = new InputError(
    'The cursor is not one of the catalog; begin again without it',
  );
  if (typeof cursor !== 'string') {
    throw malformed;
  }
  let held: unknown;
  try {
    held = parseJson(Buffer.from(cursor, 'base64').toString('utf8'));
  } catch {
    throw malformed;
  }
  if (!isRecord(held)) {
    throw malformed;
  }
  return held;
}
