import { FeedMismatch } from '@flytower/contract';
import { NewFact } from './NewFact';

/** How a feed no longer went on from where the log had read it. */
export interface Mismatch {
  source: string;
  reason: FeedMismatch['reason'];
  /** The cursor up to which the log had read. */
  readTo: string;
  /** The cursor at which the feed ends now. */
  endsAt: string;
}

/** The log's own fact that a feed was put back or trimmed: whoever reads the log later knows what it can and cannot hold. */
export function factOfMismatch(
  mismatch: Mismatch,
  id: string,
  at: Date,
): NewFact {
  const { source, reason, readTo, endsAt } = mismatch;
  return {
    source: 'audit',
    id,
    entryId: id,
    verb: reason === 'put-back' ? 'feed.put-back' : 'feed.trimmed',
    subject: { kind: 'feed', id: source, name: source },
    actor: 'flytower',
    outcome: 'succeeded',
    summary: sentenceOf(mismatch),
    data: { readTo, endsAt },
    at,
  };
}

function sentenceOf({ source, reason, readTo, endsAt }: Mismatch): string {
  const places = `the log had read up to ${placeOf(
    readTo,
  )}, and the feed ends at ${placeOf(endsAt)} now`;
  return reason === 'put-back'
    ? `The database of ${source} was put back to an earlier time: ${places}. What happened in ${source} after that time stays in this log and may not be in ${source} any more; everything that its feed still has was read again`
    : `The feed of ${source} was trimmed before the log had read it: ${places}. Acts in between may be missing here; everything that the feed still has was read again`;
}

/** `change 7 (01JD…)`, in words. */
function placeOf(cursor: string): string {
  const [, sequence = cursor, id] = cursor.split('.');
  return id ? `change ${sequence} (${id})` : `change ${sequence}`;
}
