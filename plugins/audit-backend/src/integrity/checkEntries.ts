import { AuditEntry, AuditFinding } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { entryAfter } from '../domain/entryAfter';
import { exactText, findingId } from '../domain/evidence';
import { timeOf } from '../domain/timeOf';
import {
  ENTRY_COLUMNS,
  entryRow,
  integer,
  orNothing,
  parseEntryRow,
  parseFactRow,
} from '../rows';
import { inOrder, PAGE } from './LogReader';

const lastSchema = z.object({ entry_id: z.string(), last: integer });
const idSchema = z.object({ id: z.string() });
const entrySchema = z.object({
  id: z.string(),
  requested_at: integer.catch(Number.NaN),
});

/**
 * Compares the entries that lists and files show with what the facts tell: those whose last fact is among the given, so
 * that a walk over all facts compares each entry once. Of an entry one of whose facts cannot be read it cannot be known
 * what it should be, so that it is a finding as it stands.
 *
 * @param carried - what facts that retention removed had made of entries that still have others
 */
export async function checkEntriesOf(
  trx: Knex,
  facts: readonly { sequence: number; entryId: string }[],
  carried: ReadonlyMap<string, AuditEntry>,
): Promise<AuditFinding[]> {
  const until = facts.at(-1)?.sequence;
  if (until === undefined) {
    return [];
  }
  const ids = [...new Set(facts.map(({ entryId }) => entryId))];
  const lasts: unknown[] = await inOrder(
    trx('facts').whereIn('entry_id', ids),
    'sequence',
  )
    .groupBy('entry_id')
    .select('entry_id')
    .max('sequence as last');
  const whole = lasts
    .map(row => lastSchema.parse(row))
    .filter(({ last }) => last <= until)
    .sort((one, other) => one.last - other.last);
  if (whole.length === 0) {
    return [];
  }
  const wholeIds = whole.map(({ entry_id: id }) => id);
  const told = await entriesOfFacts(trx, wholeIds, carried);
  const rows: unknown[] = await trx('entries').whereIn('id', wholeIds);
  const shown = new Map(rows.map(row => [idSchema.parse(row).id, row]));
  return whole.flatMap(({ entry_id: id, last }): AuditFinding[] => {
    const entry = told.get(id);
    const row = shown.get(id);
    const entryOfRow = orNothing(() => parseEntryRow(row));
    if (entry && entryOfRow && sameEntry(entry, entryOfRow)) {
      return [];
    }
    const found = {
      sequence: last,
      entry: id,
      ...timeOf(entry && Date.parse(entry.requestedAt)),
    };
    const should = JSON.stringify(entry ? entryRow(entry) : null);
    const stands = row === undefined ? '' : exactText(row, ENTRY_COLUMNS);
    return [
      {
        id: findingId('entry', id, should, stands),
        code: row === undefined ? 'entry-missing' : 'entry-changed',
        ...found,
      },
    ];
  });
}

/**
 * Entries after an id that no fact tells of, in one page; and where to go on, undefined at the end.
 *
 * @param closed - the last fact that retention closed, up to which none tells of anything
 */
export async function checkEntriesAfter(
  trx: Knex,
  after: string | undefined,
  closed: number,
): Promise<{ findings: AuditFinding[]; next?: string }> {
  const rows: unknown[] = await trx('entries')
    .where('id', after === undefined ? '>=' : '>', after ?? '')
    .orderBy('id')
    .limit(PAGE);
  // SQLite keeps what is no text behind all texts; no list shows such an entry.
  const read = rows.flatMap(row => {
    const { data } = entrySchema.safeParse(row);
    return data ? [{ ...data, text: exactText(row, ENTRY_COLUMNS) }] : [];
  });
  const ids = read.map(({ id }) => id);
  const known: unknown[] = await inOrder(
    trx('facts').whereIn('entry_id', ids).where('sequence', '>', closed),
    'sequence',
  ).distinct('entry_id as id');
  const told = new Set(known.map(row => idSchema.parse(row).id));
  return {
    findings: read
      .filter(({ id }) => !told.has(id))
      .map(({ id, requested_at: at, text }) => ({
        id: findingId('entry', id, '', text),
        code: 'entry-added',
        entry: id,
        ...timeOf(at),
      })),
    ...(read.length === PAGE ? { next: ids.at(-1) } : {}),
  };
}

/** What the facts make of some entries; without those that have a fact that is none. */
export async function entriesOfFacts(
  trx: Knex,
  ids: readonly string[],
  carried: ReadonlyMap<string, AuditEntry>,
  upTo: number = Number.MAX_SAFE_INTEGER,
): Promise<Map<string, AuditEntry>> {
  const rows: unknown[] = await inOrder(
    trx('facts').whereIn('entry_id', [...ids]),
    'sequence',
  )
    .where('sequence', '<=', upTo)
    .orderBy('sequence');
  const entries = new Map<string, AuditEntry | undefined>(
    ids.map(id => [id, carried.get(id)]),
  );
  const unreadable = new Set<string>();
  for (const row of rows) {
    const fact = orNothing(() => parseFactRow(row));
    if (fact) {
      entries.set(fact.entryId, entryAfter(entries.get(fact.entryId), fact));
    } else {
      unreadable.add(z.object({ entry_id: z.string() }).parse(row).entry_id);
    }
  }
  return new Map(
    [...entries].flatMap(([id, entry]) =>
      entry && !unreadable.has(id) ? [[id, entry]] : [],
    ),
  );
}

function sameEntry(told: AuditEntry, shown: AuditEntry): boolean {
  return JSON.stringify(entryRow(told)) === JSON.stringify(entryRow(shown));
}
