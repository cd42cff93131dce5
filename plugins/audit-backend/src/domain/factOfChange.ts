import { ChangeEvent } from '@flytower/contract';
import { AuditOutcome } from '@flytower/plugin-audit-common';
import { NewFact } from './NewFact';

/** The fact that an event of a change feed tells; undefined where it is no part of the operation log. */
export function factOfChange(
  source: string,
  event: ChangeEvent,
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
      data: event.data,
      at: new Date(event.at),
    }
  );
}

/** What a person does to an operation (pause it, say) is asked of it, also where the event does not say so. */
function outcomeOf(event: ChangeEvent): AuditOutcome | undefined {
  const steered =
    event.operationId !== undefined && event.actor.startsWith('user:');
  return event.outcome ?? (steered ? 'requested' : undefined);
}
