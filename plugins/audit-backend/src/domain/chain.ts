import { createHash } from 'node:crypto';
import { NewFact } from './NewFact';

/** A fact with its place. */
export interface ChainedFact extends NewFact {
  sequence: number;
  recordedAt: Date;
}

/**
 * What the hash of a fact is made of: all its content and the hash before it (empty before the first), in a fixed order.
 * So no fact can change, vanish or move without every later hash changing too. The hash itself is an HMAC under the key
 * of the fact's batch, so that nobody without the key can make it anew; of facts from before there was a key it is
 * {@link plainHash}.
 *
 * @param dataText - the data as it is stored, because two texts may say the same
 */
export function factText(
  previous: string,
  fact: ChainedFact,
  dataText: string,
): string {
  const { subject, repeats } = fact;
  return JSON.stringify([
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
    ...(repeats ? [repeats.times, repeats.lastAt.getTime()] : []),
  ]);
}

/** SHA-256 of a fact's text, hexadecimal. */
export function plainHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same text, marked as a fact's for the key, which signs other things too. */
export function signedFactText(text: string): string {
  return `flytower.operation-log.fact.v1 ${text}`;
}
