import { ChangeEvent } from '@flytower/contract';
import { NewFact } from './NewFact';

/** The fact that an event of a change feed tells; undefined where it is no part of the operation log. */
export function factOfChange(
  source: string,
  event: ChangeEvent,
): NewFact | undefined {
  const { id, operationId, subject, tenant, actor, outcome } = event;
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
