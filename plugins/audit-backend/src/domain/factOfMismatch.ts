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

const VERBS: Record<Mismatch['reason'], string> = {
  'put-back': 'feed.put-back',
  trimmed: 'feed.trimmed',
  unknown: 'feed.interrupted',
};

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
    verb: VERBS[reason],
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
  switch (reason) {
    case 'put-back':
      return `The database of ${source} was put back to an earlier time: ${places}. What happened in ${source} after that time stays in this log and may not be in ${source} any more; everything that its feed still has was read again`;
    case 'trimmed':
      return `The feed of ${source} was trimmed before the log had read it: ${places}. Acts in between may be missing here; everything that the feed still has was read again`;
    case 'unknown':
      return `The feed of ${source} does not go on from where the log had read it, for a reason that only a newer version knows: ${places}. Acts in between may be missing here; everything that the feed still has was read again`;
    default:
      return reason satisfies never;
  }
}

/** `change 7 (01JD…)`, in words. */
function placeOf(cursor: string): string {
  const [, sequence = cursor, id] = cursor.split('.');
  return id ? `change ${sequence} (${id})` : `change ${sequence}`;
}
