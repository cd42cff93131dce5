import { AuditEntry } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Batch, batchText } from '../domain/batch';
import { factText, signedFactText } from '../domain/chain';
import { entryAfter } from '../domain/entryAfter';
import { NewFact, tidy } from '../domain/NewFact';
import {
  entryRow,
  factRow,
  integer,
  orNothing,
  parseEntryRow,
  StoredFact,
} from '../rows';
import { LogKeys } from './LogKeys';
import { batchRow, Head, parseHeadRow } from './rows';

const keySchema = z.object({ source: z.string(), id: z.string() });
const newestSchema = z.object({ newest: z.union([z.null(), integer]) });

/** Rows in one statement and one read, so that SQLite holds the event loop only for a moment. */
const ROWS = 100;

/**
 * Appends those facts that are new to the chain, as one signed batch, and keeps their entries. Every statement finds its
 * rows by an index, so that an append costs the same however long the log is.
 */
export async function appendFacts(
  trx: Knex.Transaction,
  keys: LogKeys,
  recordedAt: Date,
  facts: readonly NewFact[],
): Promise<void> {
  const head = await lockHead(trx);
  const chained = await chain(trx, keys, head, {
    facts: facts.map(tidy),
    recordedAt,
  });
  const newest = chained.at(-1);
  if (!newest) {
    return;
  }
  for (const part of parts(chained)) {
    await trx('facts').insert(part.map(factRow));
  }
  await closeBatch(trx, keys, {
    number: await nextBatch(trx, head),
    kind: 'signed',
    first: chained[0].sequence,
    last: newest.sequence,
    hash: newest.hash,
    at: recordedAt,
    previous: head.mac,
  });
  await keepEntries(trx, chained);
}

/** Where the chain ends; nobody else moves it before this transaction is over. */
export async function lockHead(trx: Knex.Transaction): Promise<Head> {
  // An update that changes nothing, because it takes the row's lock in both databases.
  const [head] = await trx('log_head')
    .where({ id: 1 })
    .update({ id: 1 })
    .returning(['last', 'hash', 'batch', 'mac']);
  return parseHeadRow(head);
}

/**
 * The number of the next batch. Behind facts that nobody signed, the chain goes on all the same, so that nothing is lost,
 * and leaves the first number to whoever adopts them; where a head of before was made to say so, behind what there is.
 */
async function nextBatch(trx: Knex.Transaction, head: Head): Promise<number> {
  if (head.batch > 0 || head.last === 0) {
    return head.batch + 1;
  }
  const newest = async (table: string, column: string) =>
    newestSchema.parse(await trx(table).max({ newest: column }).first()).newest;
  return (
    1 +
    Math.max(
      1,
      (await newest('fact_batches', 'number')) ?? 0,
      (await newest('log_segments', 'batch')) ?? 0,
    )
  );
}

/** Signs a batch, and makes it the head. */
export async function closeBatch(
  trx: Knex.Transaction,
  keys: LogKeys,
  batch: Omit<Batch, 'keyId' | 'mac'>,
): Promise<void> {
  const mac = await insertBatch(trx, keys, batch);
  await trx('log_head')
    .where({ id: 1 })
    .update({ last: batch.last, hash: batch.hash, batch: batch.number, mac });
}

/** Signs a batch; gives its MAC. */
export async function insertBatch(
  trx: Knex.Transaction,
  keys: LogKeys,
  batch: Omit<Batch, 'keyId' | 'mac'>,
): Promise<string> {
  const { keyId, mac } = keys.sign(batchText(batch));
  await trx('fact_batches').insert(batchRow({ ...batch, keyId, mac }));
  return mac;
}

/** Gives those facts that are new their place after the head. */
async function chain(
  trx: Knex.Transaction,
  keys: LogKeys,
  head: Head,
  { facts, recordedAt }: { facts: NewFact[]; recordedAt: Date },
): Promise<StoredFact[]> {
  const known = await knownFacts(trx, facts);
  const chained: StoredFact[] = [];
  for (const fact of facts) {
    if (known.has(keyOf(fact))) {
      continue;
    }
    known.add(keyOf(fact));
    const last = chained.at(-1);
    const place = {
      ...fact,
      sequence: (last?.sequence ?? head.last) + 1,
      recordedAt,
    };
    const dataText = JSON.stringify(fact.data);
    const text = factText(last?.hash ?? head.hash, place, dataText);
    const hash = keys.sign(signedFactText(text)).mac;
    chained.push({ ...place, dataText, hash });
  }
  return chained;
}

/** The keys of those facts that the log has. By source and id together, which is the index. */
async function knownFacts(
  trx: Knex.Transaction,
  facts: NewFact[],
): Promise<Set<string>> {
  const known = new Set<string>();
  for (const source of new Set(facts.map(fact => fact.source))) {
    const ids = facts
      .filter(fact => fact.source === source)
      .map(({ id }) => id);
    for (const part of parts(ids)) {
      const rows = await trx('facts')
        .where({ source })
        .whereIn('id', part)
        .select('source', 'id');
      rows.forEach(row => known.add(keyOf(keySchema.parse(row))));
    }
  }
  return known;
}

async function keepEntries(trx: Knex.Transaction, facts: StoredFact[]) {
  const entries = new Map<string, AuditEntry>();
  for (const part of parts([...new Set(facts.map(fact => fact.entryId))])) {
    const rows: unknown[] = await trx('entries').whereIn('id', part);
    for (const row of rows) {
      // One that somebody made unreadable keeps no facts out: a check says that it is not what they tell.
      const entry = orNothing(() => parseEntryRow(row));
      if (entry) {
        entries.set(entry.id, entry);
      }
    }
  }
  for (const fact of facts) {
    entries.set(fact.entryId, entryAfter(entries.get(fact.entryId), fact));
  }
  for (const part of parts([...entries.values()])) {
    await trx('entries').insert(part.map(entryRow)).onConflict('id').merge();
  }
}

/** What makes a fact the same one. */
function keyOf({ source, id }: { source: string; id: string }): string {
  return JSON.stringify([source, id]);
}

function parts<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / ROWS) }, (_, n) =>
    items.slice(n * ROWS, (n + 1) * ROWS),
  );
}
