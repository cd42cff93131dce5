import { NewFact } from './NewFact';

/** The log's own fact that a change could not be read: whoever reads the log later knows that an act may be missing. */
export function factOfUnreadable(
  source: string,
  sequence: number,
  id: string,
  at: Date,
): NewFact {
  return {
    source: 'audit',
    id,
    entryId: id,
    verb: 'feed.unreadable',
    subject: { kind: 'feed', id: source, name: source },
    actor: 'flytower',
    outcome: 'failed',
    summary: `Change ${sequence} of the feed of ${source} could not be read: it is damaged, or a newer version wrote it. If it was an act, the act is missing here; look for change ${sequence} in the outbox of ${source}`,
    data: { sequence },
    at,
  };
}
