import { AuditFinding } from '@flytower/plugin-audit-common';
import { Batch, batchText } from './batch';
import { factText, plainHash, signedFactText } from './chain';
import { StoredFact } from '../rows';

/** How far a check has come: the fact and the batch that it checked last. */
export interface Place {
  sequence: number;
  hash: string;
  batch: number;
  mac: string;
  /** The last fact of that batch. */
  covered: number;
  /** Up to where the facts are from before there was a key. */
  inherited: number;
  /** When those were signed, in milliseconds since 1970. */
  inheritedAt?: number;
  /** When the newest part up to here was recorded, in milliseconds since 1970. */
  at?: number;
}

/** Before the first fact. */
export const BEGINNING: Place = {
  sequence: 0,
  hash: '',
  batch: 0,
  mac: '',
  covered: 0,
  inherited: 0,
};

/** A fact as it was read; without `fact` where what stands there is none. */
export interface ReadFact {
  sequence: number;
  fact?: StoredFact;
}

/** A batch as it was read; without `batch` where what stands there is none. */
export interface ReadBatch {
  number: number;
  batch?: Batch;
}

/** Whether a text was signed so, by a key of the ring. */
export type CheckSignature = (
  text: string,
  signature: { keyId: string; mac: string },
) => 'good' | 'bad' | 'unknown-key';

type Checked = { place: Place; findings: AuditFinding[] };

/**
 * Checks a run of facts, and of the batches that end in it, after a place. What does not fit is found once, and the check
 * goes on behind it with what stands there, so that one change does not hide another.
 *
 * @param run - facts in order, up to `bound` (infinity at the end of the log); batches in order, from the first after the
 *   place to at least the one that holds the last of the facts
 */
export function checkChain(
  from: Place,
  run: {
    facts: readonly ReadFact[];
    batches: readonly ReadBatch[];
    bound: number;
  },
  check: CheckSignature,
): Checked {
  const findings: AuditFinding[] = [];
  const waiting = [...run.batches];
  let place = from;
  const take = (checked: Checked) => {
    place = checked.place;
    findings.push(...checked.findings);
  };
  const endBatches = (sequence: number) => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (next.batch && next.batch.last > sequence) {
        return;
      }
      waiting.shift();
      take(checkBatch(place, next, check));
    }
  };
  for (const read of run.facts) {
    endBatches(read.sequence - 1);
    take(checkFact(place, read, waiting[0]?.batch, check));
    endBatches(place.sequence);
  }
  if (run.bound === Number.POSITIVE_INFINITY) {
    findings.push(...missingEnd(place, waiting));
  }
  endBatches(run.bound);
  if (
    run.bound === Number.POSITIVE_INFINITY &&
    place.sequence > place.covered
  ) {
    findings.push({
      code: place.batch === 0 ? 'facts-unsigned' : 'fact-added',
      sequence: place.covered + 1,
      until: place.sequence,
      ...timeOf(place.at),
    });
  }
  return { place, findings };
}

/** Facts that batches name, after the last one that is there. */
function missingEnd(
  place: Place,
  waiting: readonly ReadBatch[],
): AuditFinding[] {
  const named = Math.max(0, ...waiting.map(({ batch }) => batch?.last ?? 0));
  return named > place.sequence
    ? [
        {
          code: 'end-missing',
          sequence: place.sequence + 1,
          until: named,
          ...timeOf(place.at),
        },
      ]
    : [];
}

function checkFact(
  place: Place,
  { sequence, fact }: ReadFact,
  batch: Batch | undefined,
  check: CheckSignature,
): Checked {
  const findings: AuditFinding[] = [];
  const at = fact?.recordedAt.getTime() ?? place.at;
  const inOrder = sequence === place.sequence + 1;
  if (sequence > place.sequence + 1) {
    findings.push({
      code: 'fact-missing',
      sequence: place.sequence + 1,
      until: sequence - 1,
      ...timeOf(place.at ?? at),
    });
  } else if (!inOrder) {
    findings.push({ code: 'fact-added', sequence, ...timeOf(at) });
  }
  // Behind a gap the hash before is not known, so that whether the next fact fits it cannot be known either.
  if (!fact || (inOrder && !fits(place.hash, fact, batch, check))) {
    findings.push({ code: 'fact-changed', sequence, ...timeOf(at) });
  }
  return {
    place: { ...place, sequence, hash: fact?.hash ?? '', at },
    findings,
  };
}

/** Whether a fact's hash is that of its content. True where no key can tell: its batch is a finding of its own then. */
function fits(
  previous: string,
  fact: StoredFact,
  batch: Batch | undefined,
  check: CheckSignature,
): boolean {
  if (!batch || fact.sequence < batch.first) {
    return true;
  }
  const text = factText(previous, fact, fact.dataText);
  if (batch.kind === 'inherited') {
    return fact.hash === plainHash(text);
  }
  const signature = { keyId: batch.keyId, mac: fact.hash };
  return check(signedFactText(text), signature) !== 'bad';
}

function checkBatch(
  place: Place,
  { batch, number }: ReadBatch,
  check: CheckSignature,
): Checked {
  const first = place.covered + 1;
  if (!batch) {
    return {
      place: { ...place, batch: number },
      findings: [
        { code: 'batch-changed', sequence: first, ...timeOf(place.at) },
      ],
    };
  }
  const facts = {
    sequence: batch.first,
    until: batch.last,
    ...timeOf(batch.at.getTime()),
  };
  const findings: AuditFinding[] = [];
  const follows = number === place.batch + 1;
  if (!follows) {
    findings.push({
      code: beganUnsigned(place, batch) ? 'facts-unsigned' : 'batch-missing',
      sequence: first,
      until: Math.max(first, batch.first - 1),
      ...timeOf(place.at),
    });
  }
  const signature = check(batchText(batch), batch);
  if (signature === 'unknown-key') {
    findings.push({ code: 'key-unknown', keyId: batch.keyId, ...facts });
  } else if (
    signature === 'bad' ||
    (follows && (!linked(place, batch) || batch.first !== first))
  ) {
    findings.push({ code: 'batch-changed', ...facts });
  } else if (place.sequence === batch.last && place.hash !== batch.hash) {
    findings.push({ code: 'facts-rewritten', ...facts });
  }
  return {
    place: {
      ...place,
      batch: number,
      mac: batch.mac,
      covered: batch.last,
      ...(batch.kind === 'inherited'
        ? { inherited: batch.last, inheritedAt: batch.at.getTime() }
        : {}),
      at: Math.max(place.at ?? 0, batch.at.getTime()),
    },
    findings,
  };
}

/** Whether the chain of batches began behind facts that nobody had signed, which leaves the first number to them. */
function beganUnsigned(place: Place, batch: Batch): boolean {
  return place.batch === 0 && batch.number === 2 && batch.previous === '';
}

/**
 * Whether a batch names the MAC before. One that began behind facts which were adopted only later could not: the hash of
 * its first fact names theirs.
 */
function linked(place: Place, batch: Batch): boolean {
  const adoptedLater =
    batch.previous === '' &&
    place.batch === 1 &&
    place.inherited === place.covered;
  return batch.previous === place.mac || adoptedLater;
}

/** A moment of a finding, where the column holds one. */
export function timeOf(at: number | undefined): { at?: string } {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? {} : { at: date.toISOString() };
}
