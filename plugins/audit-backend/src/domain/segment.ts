import { AuditEntry } from '@flytower/plugin-audit-common';

/**
 * What retention closed and removed: everything up to a batch. The chain that is kept begins after it, and verifies from
 * its hash and MAC on.
 */
export interface Segment {
  number: number;
  /** Sequence and hash of the last fact that went. */
  last: number;
  hash: string;
  /** Number, MAC and time of the last batch that went. */
  batch: number;
  mac: string;
  at: Date;
  /** Entries that still have facts, as the facts that went had made them. */
  carried: AuditEntry[];
  closedAt: Date;
  keyId: string;
  signature: string;
}

/** What the signature of a segment is made of. @param carriedText - as it is stored, because two texts may say the same */
export function segmentText(
  segment: Omit<Segment, 'keyId' | 'signature' | 'carried'>,
  carriedText: string,
): string {
  return JSON.stringify([
    'flytower.operation-log.segment.v1',
    segment.number,
    segment.last,
    segment.hash,
    segment.batch,
    segment.mac,
    segment.at.getTime(),
    carriedText,
    segment.closedAt.getTime(),
  ]);
}
