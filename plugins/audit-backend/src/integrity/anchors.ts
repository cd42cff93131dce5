import { AuditFinding } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { standing } from '../chain/Checkpoints';
import { findingId } from '../domain/evidence';
import { Progress } from '../domain/Place';
import { Segment } from '../domain/segment';
import { timeOf } from '../domain/timeOf';
import { Kept } from './JobRow';

/** A place that the log had, as something says that the log cannot change. */
export interface Anchor {
  batch: number;
  mac: string;
  sequence: number;
  /** When that batch was recorded, in milliseconds since 1970. */
  at?: number;
}

/**
 * What of that the log does not hold any more. The id of such a finding is made of the place that is missed, whatever
 * stands there now: the log goes on meanwhile.
 *
 * @param segment - what retention closed last, as it was signed
 */
export async function againstAnchors(
  knex: Knex,
  segment: Segment | undefined,
  end: number,
  anchors: readonly Anchor[],
): Promise<{ finding: AuditFinding; anchor: Anchor }[]> {
  const missed: { finding: AuditFinding; anchor: Anchor }[] = [];
  for (const anchor of anchors) {
    const { batch, mac, sequence } = anchor;
    const stands = await standing(knex, segment, anchor);
    const id = findingId('anchor', batch, mac, sequence);
    if (stands === 'missing') {
      missed.push({
        anchor,
        finding: {
          id,
          code: 'end-missing',
          sequence: Math.min(end + 1, sequence),
          until: sequence,
          ...timeOf(anchor.at),
        },
      });
    }
    if (stands === 'replaced') {
      missed.push({
        anchor,
        finding: {
          id,
          code: 'history-replaced',
          sequence,
          ...timeOf(anchor.at),
        },
      });
    }
  }
  return missed;
}

/** The places to hold the log against: the newest at which a check found it whole, and those that it lost before. */
export function anchorsOf(kept: Kept | undefined): Anchor[] {
  const newest = kept?.anchor;
  return [...(newest ? [newest] : []), ...(kept?.lost ?? [])];
}

/** The last batch that a check found as it was signed; undefined before the first. */
export function anchorAt(progress: Progress): Anchor | undefined {
  const { batch, mac, covered: sequence, at } = progress;
  return batch > 0 ? { batch, mac, sequence, at } : undefined;
}

/** Each of several places once. */
export function distinct(anchors: readonly Anchor[]): Anchor[] {
  return [
    ...new Map(
      anchors.map(anchor => [`${anchor.batch} ${anchor.mac}`, anchor]),
    ).values(),
  ];
}
