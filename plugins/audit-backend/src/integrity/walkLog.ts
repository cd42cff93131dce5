import { setImmediate } from 'node:timers/promises';
import { Store } from '@flytower/durable';
import { AuditFinding } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { LogKeys } from '../chain/LogKeys';
import { HEAD_COLUMNS, parseHeadRow, StoredSegment } from '../chain/rows';
import { checkChain } from '../domain/checkChain';
import { exactText, findingId } from '../domain/evidence';
import { Place, Progress, progressFrom } from '../domain/Place';
import { timeOf } from '../domain/timeOf';
import { orNothing } from '../rows';
import { checkEntriesAfter, checkEntriesOf } from './checkEntries';
import { Findings } from './Findings';
import { placeAfter, readRun, readSegments, readStrays } from './LogReader';

/** Where a check begins. */
export interface Beginning {
  place: Place;
  /** What retention closed last, as it was signed. */
  segment?: StoredSegment;
}

/** Where a check of everything that is kept begins: behind the newest segment that is as it was signed. */
export async function beginning(
  store: Store,
  keys: LogKeys,
  findings: Findings,
): Promise<Beginning> {
  for await (const read of readSegments(store.knex, keys)) {
    const { segment, signed, text } = read;
    if (segment && signed === 'good') {
      return { place: placeAfter(segment), segment };
    }
    findings.add([
      {
        id: findingId('segment', text),
        code: 'segment-changed',
        ...(segment && Number.isSafeInteger(segment.last) && segment.last >= 0
          ? { sequence: segment.last, ...timeOf(segment.closedAt.getTime()) }
          : {}),
        ...(segment && signed === 'unknown-key'
          ? { code: 'key-unknown', keyId: segment.keyId }
          : {}),
      },
    ]);
  }
  return { place: placeAfter(undefined) };
}

/**
 * Checks the log after a place to its end, whatever it finds: facts by their hashes, batches by their MACs, the head, and
 * the entries by what their facts tell. One page a step, each in a read of its own, so that others come between; gives how
 * far it is after each.
 *
 * @param all - also looks for entries that no fact tells of, and for rows that have no place in the log, which takes a
 *   walk over all of them
 * @param until - ends behind the batch that holds this fact
 */
export async function* walkLog(
  options: {
    store: Store;
    keys: LogKeys;
    findings: Findings;
    all: boolean;
    until?: number;
  },
  from: Beginning,
): AsyncGenerator<Progress, Progress> {
  const { store, keys, findings, all } = options;
  const { until = Number.POSITIVE_INFINITY } = options;
  const carried = new Map(
    (from.segment?.carried ?? []).map(entry => [entry.id, entry]),
  );
  let progress = progressFrom(from.place);
  for (let ended = false; !ended && progress.covered < until; ) {
    const before = progress;
    const step = await store.readTransaction(async trx => {
      const run = await readRun(trx, before);
      const checked = checkChain(before, run, (text, signature) =>
        keys.check(text, signature),
      );
      const { sequence } = checked.progress;
      const read = run.facts.flatMap(({ entryId, ...fact }) =>
        entryId !== undefined && fact.sequence <= sequence
          ? [{ sequence: fact.sequence, entryId }]
          : [],
      );
      return {
        ...checked,
        more: [
          ...(await checkEntriesOf(trx, read, carried)),
          ...(checked.ended ? await checkHead(trx, checked.progress) : []),
        ],
      };
    });
    findings.add([...step.findings, ...step.more]);
    ({ progress, ended } = step);
    if (!ended && isSame(progress, before)) {
      throw new Error(
        `The check of the operation log does not come on behind fact ${before.sequence} and batch ${before.row}; look at the rows of the audit database that follow them`,
      );
    }
    yield progress;
    await setImmediate();
  }
  if (all) {
    for await (const found of findApart(store.knex, from.place)) {
      findings.add(found);
      yield progress;
      await setImmediate();
    }
  }
  return progress;
}

function isSame(one: Progress, other: Progress): boolean {
  return one.sequence === other.sequence && one.row === other.row;
}

/** What no walk over the chain comes to: rows that have no place in it, and entries that no fact tells of. */
async function* findApart(
  knex: Knex,
  { sequence, batch }: Place,
): AsyncGenerator<AuditFinding[]> {
  for (const [table, code, first] of [
    ['facts', 'fact-added', sequence + 1],
    ['fact_batches', 'batch-changed', batch + 1],
  ] as const) {
    for await (const texts of readStrays(knex, table, first)) {
      yield texts.map(text => ({ id: findingId(table, text), code }));
    }
  }
  let after: string | undefined;
  do {
    const page = await checkEntriesAfter(knex, after, sequence);
    yield page.findings;
    after = page.next;
  } while (after !== undefined);
}

/** Whether the head is where the facts end. */
async function checkHead(
  trx: Knex,
  { sequence, hash, row: batch, rowMac, at }: Progress,
): Promise<AuditFinding[]> {
  const row: unknown = await trx('log_head').where({ id: 1 }).first();
  const head = orNothing(() => parseHeadRow(row));
  if (head && head.last > sequence) {
    return [
      {
        id: findingId('missing', sequence + 1, head.last),
        code: 'end-missing',
        sequence: sequence + 1,
        until: head.last,
        ...timeOf(at),
      },
    ];
  }
  const fits =
    head?.last === sequence &&
    head.hash === hash &&
    head.batch === batch &&
    head.mac === rowMac;
  return fits
    ? []
    : [
        {
          id: findingId('head', exactText(row, HEAD_COLUMNS)),
          code: 'head-changed',
          sequence,
          ...timeOf(at),
        },
      ];
}
