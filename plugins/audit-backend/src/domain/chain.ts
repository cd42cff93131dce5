import { createHash } from 'node:crypto';
import { NewFact } from './NewFact';

/** A fact with its place. */
export interface ChainedFact extends NewFact {
  sequence: number;
  recordedAt: Date;
}

/**
 * The hash of a fact: of all its content and of the hash before it (empty before the first), in a fixed order. So no
 * fact can change, vanish or move without every later hash changing too.
 *
 * @param dataText - the data as it is stored, because two texts may say the same
 */
export function hashOf(
  previous: string,
  fact: ChainedFact,
  dataText: string,
): string {
  const { subject } = fact;
  return createHash('sha256')
    .update(
      JSON.stringify([
        previous,
        fact.sequence,
        fact.source,
        fact.id,
        fact.entryId,
        fact.operationId ?? '',
        fact.verb,
        subject.kind,
        subject.id,
        subject.name,
        fact.tenant ?? '',
        fact.actor,
        fact.outcome,
        fact.summary,
        dataText,
        fact.at.getTime(),
        fact.recordedAt.getTime(),
      ]),
    )
    .digest('hex');
}
