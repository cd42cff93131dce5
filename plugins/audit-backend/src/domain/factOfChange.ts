import { FeedEvent, knownOutcomeOf } from '@flytower/contract';
import { AuditOutcome } from '@flytower/plugin-audit-common';
import { NewFact } from './NewFact';

/** The fact that an event of a change feed tells; undefined where it is no part of the operation log. */
export function factOfChange(
  source: string,
  event: FeedEvent,
): NewFact | undefined {
  const { id, operationId, subject, tenant, actor } = event;
  const outcome = outcomeOf(event);
  return (
    outcome && {
      source,
      id,
      entryId: operationId ?? id,
      operationId,
      verb: event.type.replace(/\.v\d+$/, ''),
      subject,
      tenant,
      actor,
      outcome,
      summary: event.summary,
      data: isNewer(event)
        ? { ...event.data, toldOutcome: event.outcome ?? '' }
        : event.data,
      at: new Date(event.at),
    }
  );
}

/**
 * What a person does to an operation (pause it, say) is asked of it, also where the event does not say so. An outcome
 * that only a newer version knows is no end that this one could tell of: the act is kept as one that was asked for, with
 * the word that was told.
 */
function outcomeOf(event: FeedEvent): AuditOutcome | undefined {
  const asked =
    isNewer(event) ||
    (event.operationId !== undefined && event.actor.startsWith('user:'));
  return knownOutcomeOf(event) ?? (asked ? 'requested' : undefined);
}

function isNewer(event: FeedEvent): boolean {
  return event.outcome !== undefined && knownOutcomeOf(event) === undefined;
}
