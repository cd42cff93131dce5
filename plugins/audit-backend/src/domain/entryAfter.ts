import { AuditEntry, AuditOutcome } from '@flytower/plugin-audit-common';
import { NewFact } from './NewFact';

/**
 * The entry after one more of its facts. The first fact says who wanted what; the newest end says how it ended. A wish
 * that comes after the end (somebody pauses what is just over) changes nothing. Repeats count up how often it happened.
 */
export function entryAfter(
  entry: AuditEntry | undefined,
  fact: NewFact,
): AuditEntry {
  const at = fact.at.toISOString();
  const lastAt = fact.repeats?.lastAt.toISOString() ?? at;
  if (!entry) {
    return {
      id: fact.entryId,
      source: fact.source,
      operationId: fact.operationId,
      verb: fact.verb,
      subject: fact.subject,
      tenant: fact.tenant,
      person: fact.actor,
      outcome: fact.outcome,
      reason: fact.summary,
      requestedAt: at,
      finishedAt: isEnd(fact.outcome) ? lastAt : undefined,
      times: fact.repeats?.times ?? 1,
    };
  }
  if (!isEnd(fact.outcome)) {
    return isEnd(entry.outcome) ? entry : { ...entry, reason: fact.summary };
  }
  return {
    ...entry,
    outcome: fact.outcome,
    reason: fact.summary,
    finishedAt: lastAt,
    times: entry.times + (fact.repeats?.times ?? 0),
  };
}

function isEnd(outcome: AuditOutcome): boolean {
  return outcome !== 'requested';
}
