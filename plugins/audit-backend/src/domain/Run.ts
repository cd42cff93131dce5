import { StoredFact } from '../rows';
import { Batch } from './batch';

/** A fact as it was read; without `fact` where what stands there is none. */
export interface ReadFact {
  sequence: number;
  /** What the row holds, value by value. */
  text: string;
  /** Its hash as it stands. */
  hash: string;
  /** The entry that it belongs to, where that can be read. */
  entryId?: string;
  fact?: StoredFact;
}

/** A batch as it was read; without `batch` where what stands there is none. */
export interface ReadBatch {
  number: number;
  text: string;
  mac: string;
  batch?: Batch;
}

/** Facts and batches behind a place, each in order; `all…` where there are no more. */
export interface Run {
  facts: readonly ReadFact[];
  allFacts: boolean;
  batches: readonly ReadBatch[];
  allBatches: boolean;
}

/** Whether a text was signed so, by a key of the ring. */
export type CheckSignature = (
  text: string,
  signature: { keyId: string; mac: string },
) => 'good' | 'bad' | 'unknown-key';
