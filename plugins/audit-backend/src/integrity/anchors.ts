import { AuditFinding } from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { standing } from '../chain/Checkpoints';
import { timeOf } from '../domain/checkChain';
import { Kept } from './JobRow';

/** A place that the log had, as something says that the log cannot change. */
export interface Anchor {
  batch: number;
  mac: string;
  sequence: number;
  at: Date;
}

/** What of that the log does not hold any more. */
export async function againstAnchors(
  knex: Knex,
  end: number,
  anchors: Anchor[],
): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for (const anchor of anchors) {
    const stands = await standing(knex, anchor);
    const at = timeOf(anchor.at.getTime());
    if (stands === 'missing') {
      findings.push({
        code: 'end-missing',
        sequence: Math.min(end + 1, anchor.sequence),
        until: anchor.sequence,
        ...at,
      });
    }
    if (stands === 'replaced') {
      findings.push({
        code: 'history-replaced',
        sequence: anchor.sequence,
        ...at,
      });
    }
  }
  return findings;
}

/** The newest place at which a check found the log whole. */
export function anchorsOf(kept: Kept | undefined): Anchor[] {
  const place = kept?.anchor ?? kept?.place;
  return place && place.batch > 0
    ? [
        {
          batch: place.batch,
          mac: place.mac,
          sequence: place.sequence,
          at: new Date(place.at ?? 0),
        },
      ]
    : [];
}
