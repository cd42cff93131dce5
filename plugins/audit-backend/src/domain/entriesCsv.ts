import { toCsv } from '@flytower/contract-node';
import { AuditEntry } from '@flytower/plugin-audit-common';

/** Entries as CSV, titles first, in the order given. */
export function entriesCsv(entries: readonly AuditEntry[]): string {
  return toCsv([
    [
      'requested at',
      'finished at',
      'person',
      'verb',
      'object kind',
      'object',
      'object id',
      'tenant',
      'outcome',
      'reason',
      'source',
      'id',
    ],
    ...entries.map(entry => [
      entry.requestedAt,
      entry.finishedAt ?? '',
      entry.person,
      entry.verb,
      entry.subject.kind,
      entry.subject.name,
      entry.subject.id,
      entry.tenant ?? '',
      entry.outcome,
      entry.reason,
      entry.source,
      entry.id,
    ]),
  ]);
}
