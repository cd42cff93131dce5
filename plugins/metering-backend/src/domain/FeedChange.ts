import { ChangeEvent } from '@flytower/contract';
import { Phase, Second, Sighting } from './Resource';

/** What an event of another plugin says of metered things. Each happened at exactly one second. */
export type FeedChange =
  | { kind: 'seen'; sighting: Sighting }
  | { kind: 'turned'; key: string; phase: Phase }
  /** Everything whose key starts so is gone. */
  | { kind: 'gone'; keys: string };

/** Reads the events of one plugin; what is no concern of metering gives nothing. */
export type FeedParser = (event: ChangeEvent) => FeedChange[];

/** The second of an event. */
export function momentOf({ at }: ChangeEvent): Second {
  return Math.floor(Date.parse(at) / 1000);
}
