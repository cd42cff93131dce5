import { Ownership } from '@flytower/plugin-delivery-common';
import { secondOf } from './podSighting';
import { Second } from './Resource';

/** A second that never comes. */
const FOR_EVER = 253_402_300_799;

/** Which team an application belonged to from one second to another; an empty text for none. */
export interface OwnershipPart {
  tenant: string;
  application: string;
  from: Second;
  to: Second;
  team: string;
}

/**
 * All of time for each application, in parts that neither overlap nor leave anything out, so that usage that is divided
 * by them adds up again. Owned from 100 to 200: none up to 100, the team up to 200, none from then on.
 */
export function ownershipParts(ownerships: readonly Ownership[]) {
  const byApplication = new Map<string, Ownership[]>();
  for (const ownership of ownerships) {
    const key = `${ownership.tenant}/${ownership.application}`;
    byApplication.set(key, [...(byApplication.get(key) ?? []), ownership]);
  }
  return [...byApplication.values()].flatMap(partsOf);
}

function partsOf(ownerships: Ownership[]): OwnershipPart[] {
  const parts: OwnershipPart[] = [];
  const [{ tenant, application }] = ownerships;
  let before = 0;
  const add = (team: string, to: Second) => {
    if (to > before) {
      parts.push({ tenant, application, from: before, to, team });
      before = to;
    }
  };
  const times = ownerships
    .map(({ team, from, to }) => ({
      team,
      from: secondOf(from) ?? 0,
      to: secondOf(to) ?? FOR_EVER,
    }))
    .sort((a, b) => a.from - b.from);
  for (const { team, from, to } of times) {
    add('', from);
    add(team, to);
  }
  add('', FOR_EVER);
  return parts;
}
