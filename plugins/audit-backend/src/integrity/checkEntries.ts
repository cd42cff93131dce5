import { AuditEntry, AuditFinding } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { entryAfter } from '../domain/entryAfter';
import { timeOf } from '../domain/checkChain';
import {
  entryRow,
  integer,
  orNothing,
  parseEntryRow,
  parseFactRow,
} from '../rows';
import { PAGE } from './LogReader';

const lastSchema = z.object({ entry_id: z.string(), last: integer });
const idSchema = z.object({ id: z.string() });

/**
 * Compares the entries that lists and files show with what the facts tell: those whose last fact is among the given, so
 * that a walk over all facts compares each entry once.
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
  const lasts: unknown[] = await trx('facts')
    .whereIn('entry_id', ids)
    .groupBy('entry_id')
    .select('entry_id')
    .max('sequence as last');
  const whole = lasts
    .map(row => lastSchema.parse(row))
    .filter(({ last }) => last <= until);
  if (whole.length === 0) {
    return [];
  }
  const wholeIds = whole.map(({ entry_id: id }) => id);
  const told = await entriesOfFacts(trx, wholeIds, carried);
  const rows: unknown[] = await trx('entries').whereIn('id', wholeIds);
  const shown = new Map(
    rows.map(row => [
      idSchema.parse(row).id,
      orNothing(() => parseEntryRow(row)),
    ]),
  );
  return whole.flatMap(({ entry_id: id, last }): AuditFinding[] => {
    const entry = told.get(id);
    const found = {
      sequence: last,
      entry: id,
      ...timeOf(entry && Date.parse(entry.requestedAt)),
    };
    if (!shown.has(id)) {
      return [{ code: 'entry-missing', ...found }];
    }
    // A fact that is none was found already; what its entry should be cannot be known.
    return !entry || sameEntry(entry, shown.get(id))
      ? []
      : [{ code: 'entry-changed', ...found }];
  });
}

/** Entries after an id that no fact tells of, in one page; and where to go on, undefined at the end. */
export async function checkEntriesAfter(
  trx: Knex,
  after: string | undefined,
): Promise<{ findings: AuditFinding[]; next?: string }> {
  const query = trx('entries')
    .orderBy('id')
    .limit(PAGE)
    .select('id', 'requested_at');
  if (after !== undefined) {
    query.where('id', '>', after);
  }
  const rows: unknown[] = await query;
  const read = rows.map(row =>
    z
      .object({ id: z.string(), requested_at: integer.catch(Number.NaN) })
      .parse(row),
  );
  const ids = read.map(({ id }) => id);
  const known: unknown[] = await trx('facts')
    .whereIn('entry_id', ids)
    .distinct('entry_id as id');
  const told = new Set(known.map(row => idSchema.parse(row).id));
  return {
    findings: read
      .filter(({ id }) => !told.has(id))
      .map(({ id, requested_at: at }) => ({
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
  const rows: unknown[] = await trx('facts')
    .whereIn('entry_id', [...ids])
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

function sameEntry(told: AuditEntry, shown: AuditEntry | undefined): boolean {
  return (
    shown !== undefined &&
    JSON.stringify(entryRow(told)) === JSON.stringify(entryRow(shown))
  );
}
