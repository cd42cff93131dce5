import { Batch } from './batch';

/** A place behind which a check may go on: the end of a batch that is as it was signed. */
export interface Place {
  /** The last fact, and its hash. */
  sequence: number;
  hash: string;
  /** The last batch that is as it was signed, its MAC, and its last fact. */
  batch: number;
  mac: string;
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

/** What stands behind the last batch that is as it was signed, and no such batch vouches for yet. */
export interface Loose {
  /** Digest of its facts; empty where there are none. */
  facts: string;
  /** Digest of rows that should be batches, and how many there are. */
  batches: string;
  rows: number;
  /** One of them is not as it was signed. */
  changed: boolean;
  /** One of them is signed with this key, which is not in the ring. */
  keyId?: string;
}

export const NOTHING_LOOSE: Loose = {
  facts: '',
  batches: '',
  rows: 0,
  changed: false,
};

/** How far a check has come, with what it does not know yet how to take. */
export interface Progress extends Place {
  /** The row of a batch that was read last, whatever it is, and its MAC as it stands. */
  row: number;
  rowMac: string;
  /** The batch whose first fact was come to last. */
  entered: number;
  loose: Loose;
  /** Where facts are missing just before here: the first of them, and the newest moment before. */
  missing?: { first: number; at?: number };
}

/** A check that begins behind a place. */
export function progressFrom(place: Place): Progress {
  return {
    ...place,
    row: place.batch,
    rowMac: place.mac,
    entered: place.batch,
    loose: NOTHING_LOOSE,
  };
}

/** The place that a check came to; undefined where something is open there, behind which none may go on. */
export function placeOf(progress: Progress): Place | undefined {
  const { row, rowMac, entered, loose, missing, ...place } = progress;
  const settled =
    row === place.batch &&
    loose.rows === 0 &&
    loose.facts === '' &&
    missing === undefined &&
    place.sequence === place.covered;
  return settled ? place : undefined;
}

/** Whether the chain of batches began behind facts that nobody had signed, which leaves the first number to them. */
export function beganUnsigned({ batch: before }: Place, batch: Batch): boolean {
  return before === 0 && batch.number === 2 && batch.previous === '';
}

/**
 * Whether a batch began behind facts that were adopted only later, so that it could not name the MAC before. The hash of
 * its first fact names theirs.
 */
export function adoptedLater(at: Place, batch: Batch): boolean {
  return batch.previous === '' && at.batch === 1 && at.inherited === at.covered;
}
