import { ResourceType } from '@flytower/plugin-metering-common';
import { Amount } from './Amount';

/** Whole seconds since 1970. */
export type Second = number;

/**
 * `waiting`: it exists and has not begun to run. `ran`: it holds what it asked for. `stopped`: it ran and does not now,
 * or is published with no instances. `inert`: it is of a kind that never runs, like a volume.
 */
export type Phase = 'inert' | 'waiting' | 'ran' | 'stopped';

/** Whose it is and where. What has no such property has an empty text. */
export interface Belonging {
  tenant: string;
  application: string;
  environment: string;
  cluster: string;
  requester: string;
}

/** A thing as it was seen, with what it says of itself. */
export interface Sighting extends Belonging {
  /** By which its source knows it while it lives. */
  key: string;
  /** Of this life; never given again. */
  id: string;
  type: ResourceType;
  name: string;
  createdAt: Second;
  phase: Phase;
  /** When the phase began, where the thing itself says so. */
  phaseSince?: Second;
  /** When a thing that is `stopped` by now began to run, where it says so. */
  ranSince?: Second;
  amount: Amount;
}

/** A metered thing, with what the ledger does not say of it yet: everything since `existedSince` and `phaseSince`. */
export interface Resource extends Belonging {
  id: string;
  key: string;
  type: ResourceType;
  name: string;
  openedAt: Second;
  existedSince: Second;
  phase: Phase;
  phaseSince: Second;
  amount: Amount;
  /** Seen last, and seen to be gone. */
  closed?: { from: Second; to: Second };
}

/** When something happened: at some second of `from` to `to`. Both are the same where it is known exactly. */
export interface Moment {
  from: Second;
  to: Second;
}

/**
 * A row of the ledger: from `from` up to, not including, `to` the resource was (`certain`) or may have been in the
 * state, with an amount of at least `least` and at most `most`.
 */
export interface Row {
  id: string;
  resource: Resource;
  state: 'existed' | 'ran' | 'stopped';
  from: Second;
  to: Second;
  certain: boolean;
  least: Amount;
  most: Amount;
  /** Id of the row that this one takes back. */
  reverses?: string;
  recordedAt: Second;
}
