import { AuditFinding, describeFinding } from '@flytower/plugin-audit-common';
import { z } from 'zod';
import { LogKeys } from '../chain/LogKeys';
import { StoredFact } from '../rows';
import { NewFact, tidy } from './NewFact';

/** The source and the verb of the log's own fact about what it was found to be. */
export const ACKNOWLEDGED = {
  source: 'audit',
  verb: 'integrity.acknowledged',
} as const;

/** Places that the sentence of such an act names. */
const MOST_NAMED = 3;

/** Who said that they know of a finding, when, and why. */
export interface Acknowledged {
  by: string;
  at: string;
  reason: string;
}

const dataSchema = z.object({
  reason: z.string(),
  findings: z.array(z.object({ id: z.string() })),
  keyId: z.string(),
  mac: z.string(),
});

/**
 * The fact that somebody knows of findings. Like every fact it is part of the signed chain. It has a signature of its own
 * beside, so that it counts where it stands alone: a row that somebody without the key puts there acknowledges nothing,
 * also while the check has not come to it yet.
 */
export function factOfAcknowledgement(
  keys: LogKeys,
  act: {
    id: string;
    findings: readonly AuditFinding[];
    by: string;
    reason: string;
    at: Date;
  },
): NewFact {
  const { id, findings, by, reason, at } = act;
  const fact = tidy({
    ...ACKNOWLEDGED,
    id,
    entryId: id,
    subject: {
      kind: 'operation-log',
      id: 'operation-log',
      name: 'operation log',
    },
    actor: by,
    outcome: 'succeeded',
    summary: sentenceOf(act),
    data: {},
    at,
  });
  const { keyId, mac } = keys.sign(
    textOf(fact, { reason, ids: findings.map(finding => finding.id) }),
  );
  return {
    ...fact,
    data: {
      reason,
      findings: findings.map(finding => ({ ...finding })),
      keyId,
      mac,
    },
  };
}

/** The reason first, for whoever reads the list; each place stands in the data. */
function sentenceOf(act: {
  findings: readonly AuditFinding[];
  by: string;
  reason: string;
}): string {
  const { findings, by, reason } = act;
  const many =
    findings.length === 1 ? 'one place' : `${findings.length} places`;
  const named = findings.slice(0, MOST_NAMED).map(describeFinding).join('; ');
  const more = findings.length - MOST_NAMED;
  return `${by} acknowledged ${many} of the operation log where it does not fit, because: ${reason}. ${named}${
    more > 0 ? `; and ${more} more` : ''
  }`;
}

/** What a fact acknowledges; nothing where no key of the log signed that. */
export function acknowledgedBy(
  keys: LogKeys,
  fact: StoredFact,
): [string, Acknowledged][] {
  const { data } = dataSchema.safeParse(fact.data);
  if (!data) {
    return [];
  }
  const { reason, keyId, mac } = data;
  const ids = data.findings.map(({ id }) => id);
  return keys.check(textOf(fact, { reason, ids }), { keyId, mac }) === 'good'
    ? ids.map(id => [id, { by: fact.actor, at: fact.at.toISOString(), reason }])
    : [];
}

function textOf(
  { id, actor, at }: NewFact,
  { reason, ids }: { reason: string; ids: string[] },
): string {
  return JSON.stringify([
    'flytower.operation-log.acknowledgement.v1',
    id,
    actor,
    at.getTime(),
    reason,
    ids,
  ]);
}
