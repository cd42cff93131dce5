/** An object of JSON whose values nobody has looked at. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text of JSON holds, as something that has to be looked at. */
export function parseJson(text: string): unknown {
  return JSON.parse(text);
}
