/**
 * The facts of one transaction under one MAC. The MAC is made of the batch's place and of the hash of its last fact,
 * which in turn is made of the content of every fact up to there; and of the MAC before. So whoever has the database but
 * no key can change nothing without its showing, but for cutting off the end: that shows by a checkpoint.
 */
export interface Batch {
  /** Counts from 1, without gaps. */
  number: number;
  /** `inherited` are the facts from before there was a key: then they had their hashes alone. */
  kind: 'signed' | 'inherited';
  /** Sequence of its first and of its last fact. */
  first: number;
  last: number;
  /** Hash of the last fact. */
  hash: string;
  /** When it was recorded. */
  at: Date;
  /** MAC of the batch before; empty for the first. */
  previous: string;
  keyId: string;
  mac: string;
}

/** What the MAC of a batch is made of. */
export function batchText(batch: Omit<Batch, 'keyId' | 'mac'>): string {
  return JSON.stringify([
    'flytower.operation-log.batch.v1',
    batch.number,
    batch.kind,
    batch.first,
    batch.last,
    batch.hash,
    batch.at.getTime(),
    batch.previous,
  ]);
}
