import { FeedEvent, knownOutcomeOf } from '@flytower/contract';
import { Phase, Second, Sighting } from './Resource';

/** What an event of another plugin says of metered things. Each happened at exactly one second. */
export type FeedChange =
  | { kind: 'seen'; sighting: Sighting }
  | { kind: 'turned'; key: string; phase: Phase }
  /** Everything whose key starts so is gone. */
  | { kind: 'gone'; keys: string };

/** An event is metering's concern, and a newer version says it otherwise: what it means, only a snapshot tells. */
export class NewerEvent extends Error {
  name = 'NewerEvent';
}

/**
 * Reads the events of one plugin; what is no concern of metering gives nothing. Throws where it is, and cannot be read
 * for certain.
 */
export type FeedParser = (event: FeedEvent) => FeedChange[];

/** The second of an event. */
export function momentOf({ at }: FeedEvent): Second {
  return Math.floor(Date.parse(at) / 1000);
}

/**
 * The type of an event whose types are of version 1, without the version; undefined where what it tells did not come to
 * be. Throws a {@link NewerEvent} for another version and for an outcome that is not known.
 */
export function doneOf(event: FeedEvent): string | undefined {
  const { type, outcome } = event;
  if (outcome !== undefined && knownOutcomeOf(event) === undefined) {
    throw new NewerEvent(`The outcome of a ${type} is not known`);
  }
  if (!type.endsWith('.v1')) {
    throw new NewerEvent(`The version of a ${type} is not known`);
  }
  return outcome === undefined || outcome === 'succeeded'
    ? type.slice(0, -'.v1'.length)
    : undefined;
}
