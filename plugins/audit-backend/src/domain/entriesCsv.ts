import { toCsv } from '@flytower/contract-node';
import { AuditEntry, MOST_EXPORTED } from '@flytower/plugin-audit-common';

const TITLES = [
  'requested at',
  'finished at',
  'person',
  'verb',
  'object kind',
  'object',
  'object id',
  'tenant',
  'outcome',
  'times',
  'reason',
  'source',
  'id',
];

/**
 * Entries as CSV, titles first, in the order given, piece by piece. Where there are more than a file holds, its last row
 * says so.
 */
export async function* entriesCsv(
  pages: AsyncIterable<readonly AuditEntry[]>,
  most: number = MOST_EXPORTED,
): AsyncGenerator<string> {
  yield toCsv([TITLES]);
  let written = 0;
  for await (const page of pages) {
    const fitting = page.slice(0, most - written);
    written += fitting.length;
    if (fitting.length > 0) {
      yield toCsv(fitting.map(rowOf));
    }
    if (fitting.length < page.length) {
      yield toCsv([
        [
          `Cut: this file holds the newest ${most} entries that match, and there are older ones; filter by day to get them`,
        ],
      ]);
      return;
    }
  }
}

function rowOf(entry: AuditEntry): string[] {
  return [
    entry.requestedAt,
    entry.finishedAt ?? '',
    entry.person,
    entry.verb,
    entry.subject.kind,
    entry.subject.name,
    entry.subject.id,
    entry.tenant ?? '',
    entry.outcome,
    String(entry.times),
    entry.reason,
    entry.source,
    entry.id,
  ];
}
