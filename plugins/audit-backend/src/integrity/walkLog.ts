import { setImmediate } from 'node:timers/promises';
import { Store } from '@flytower/durable';
import { AuditFinding } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { LogKeys } from '../chain/LogKeys';
import { parseHeadRow, StoredSegment } from '../chain/rows';
import { checkChain, Place, timeOf } from '../domain/checkChain';
import { segmentText } from '../domain/segment';
import { checkEntriesAfter, checkEntriesOf } from './checkEntries';
import { orNothing } from '../rows';
import { lastSegment, placeAfter, readRun } from './LogReader';

/** More than these are not named: who reads them looks at the whole table anyway. */
export const MOST_FINDINGS = 10;

/** How a walk ended. */
export interface Walked {
  place: Place;
  findings: AuditFinding[];
}

/** Where a check of everything that is kept begins, and what it finds of the segment before. */
export async function beginning(
  store: Store,
  keys: LogKeys,
): Promise<Walked & { segment?: StoredSegment }> {
  const segment = await lastSegment(store.knex);
  if (segment === undefined) {
    return { place: placeAfter(undefined), findings: [] };
  }
  if (segment === 'unreadable') {
    return {
      place: placeAfter(undefined),
      findings: [{ code: 'segment-changed' }],
    };
  }
  const { keyId, signature: mac } = segment;
  const signed = keys.check(segmentText(segment, segment.carriedText), {
    keyId,
    mac,
  });
  const found = {
    sequence: segment.last,
    ...timeOf(segment.closedAt.getTime()),
  };
  return {
    place: placeAfter(segment),
    segment,
    findings: [
      ...(signed === 'bad'
        ? [{ code: 'segment-changed', ...found } as const]
        : []),
      ...(signed === 'unknown-key'
        ? [{ code: 'key-unknown', keyId, ...found } as const]
        : []),
    ],
  };
}

/**
 * Checks the log after a place to its end: facts by their hashes, batches by their MACs, the head, and the entries by
 * what their facts tell. One page a step, each in a read of its own, so that others come between; gives the place after
 * each.
 *
 * @param all - also looks for entries that no fact tells of, which takes a walk over all entries
 */
export async function* walkLog(
  options: { store: Store; keys: LogKeys; all: boolean; until?: number },
  from: Walked & { segment?: StoredSegment },
): AsyncGenerator<Place, Walked> {
  const { store, keys, all, until = Number.POSITIVE_INFINITY } = options;
  const carried = new Map(
    (from.segment?.carried ?? []).map(entry => [entry.id, entry]),
  );
  const findings = [...from.findings];
  let place = from.place;
  for (let ended = false; !ended && place.sequence < until; ) {
    const before = place;
    const step = await store.readTransaction(async trx => {
      const run = await readRun(trx, before);
      const checked = checkChain(before, run, (text, signature) =>
        keys.check(text, signature),
      );
      const facts = run.facts.flatMap(({ fact }) => (fact ? [fact] : []));
      const end = run.bound === Number.POSITIVE_INFINITY;
      return {
        ...checked,
        end,
        more: [
          ...(await checkEntriesOf(trx, facts, carried)),
          ...(end ? await checkHead(trx, checked.place) : []),
        ],
      };
    });
    place = step.place;
    findings.push(...step.findings, ...step.more);
    const stuck =
      place.sequence === before.sequence && place.batch === before.batch;
    ended = step.end || stuck || findings.length >= MOST_FINDINGS;
    yield place;
    await setImmediate();
  }
  if (all) {
    let after: string | undefined;
    while (findings.length < MOST_FINDINGS) {
      const page = await checkEntriesAfter(store.knex, after);
      findings.push(...page.findings);
      after = page.next;
      if (after === undefined) {
        break;
      }
      yield place;
      await setImmediate();
    }
  }
  return { place, findings: findings.slice(0, MOST_FINDINGS) };
}

/** Whether the head is where the facts end. */
async function checkHead(trx: Knex, place: Place): Promise<AuditFinding[]> {
  const row: unknown = await trx('log_head').where({ id: 1 }).first();
  const head = orNothing(() => parseHeadRow(row));
  if (head && head.last > place.sequence) {
    return [
      {
        code: 'end-missing',
        sequence: place.sequence + 1,
        until: head.last,
        ...timeOf(place.at),
      },
    ];
  }
  const fits =
    head?.last === place.sequence &&
    head.hash === place.hash &&
    head.batch === place.batch &&
    head.mac === place.mac;
  return fits
    ? []
    : [{ code: 'head-changed', sequence: place.sequence, ...timeOf(place.at) }];
}
