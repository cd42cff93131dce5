import { createHash } from 'node:crypto';

/**
 * What a row holds in some of its columns, value by value: two rows have the same text only where they hold the same. A
 * column that holds nothing is left out, so that one which is added later changes the text of no old row.
 */
export function exactText(row: unknown, columns: readonly string[]): string {
  const values = new Map(Object.entries(row ?? {}));
  return JSON.stringify(
    [...columns]
      .sort()
      .map((column): [string, unknown] => [column, values.get(column)])
      .filter(([, value]) => value !== null && value !== undefined)
      // JSON has no number for what SQLite may keep in a column.
      .map(([column, value]) =>
        typeof value === 'number' && !Number.isFinite(value)
          ? [column, { number: String(value) }]
          : [column, value],
      ),
  );
}

/** The digest of several texts in their order, one after the other, so that none has to be kept. Empty before the first. */
export function digestAfter(before: string, text: string): string {
  return sha256(JSON.stringify([before, text]));
}

/**
 * The id of a finding: made of what stands there, and of everything that cannot be verified because of it. Whoever says
 * that they know of a finding says so of exactly this, and of no later change there.
 */
export function findingId(
  kind: string,
  ...evidence: (string | number)[]
): string {
  return sha256(
    JSON.stringify(['flytower.operation-log.finding.v1', kind, ...evidence]),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
