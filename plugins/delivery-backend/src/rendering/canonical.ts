import { JsonObject, JsonValue } from '@backstage/types';

/** JSON with sorted keys: the same value gives the same text, however it was put together. */
export function canonical(value: JsonValue | object): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isPlainObject(part)
      ? Object.fromEntries(
          Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}

function isPlainObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
