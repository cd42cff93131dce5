import { Advance, appear, close, follow } from './advance';
import { sameAmount } from './Amount';
import { Moment, Phase, Resource, Sighting } from './Resource';

/** A thing as a plugin's snapshot has it. Since when it is like this, a snapshot does not say. */
export interface Standing
  extends Omit<Sighting, 'id' | 'phase' | 'phaseSince'> {
  /** Left out where the snapshot does not tell: it is as it was. */
  phase?: Phase;
}

/**
 * Brings what is open to what a plugin's snapshot has, where the plugin's feed does not say how one became the other.
 * What the plugin does not have any more ended in the moment, what differs changed in it, and what is new came in it (not
 * before it was made): certain is only what was so before the moment and is so after it.
 */
export function settle(
  open: Iterable<Resource>,
  there: readonly Standing[],
  moment: Moment,
): Advance[] {
  const standing = new Map(there.map(one => [one.key, one]));
  const known = new Set<string>();
  const advances: Advance[] = [];
  for (const before of open) {
    known.add(before.key);
    const now = standing.get(before.key);
    if (!now) {
      advances.push(close(before, moment));
    } else if (differs(before, now)) {
      const { phase = before.phase } = now;
      advances.push(follow(before, { ...now, id: before.id, phase }, moment));
    }
  }
  for (const now of there) {
    if (!known.has(now.key)) {
      const { phase = 'stopped' } = now;
      // Of a life of its own: what was taken for gone before stays so.
      const id = `${now.key}@${moment.to}`;
      const from = Math.max(moment.from, now.createdAt);
      // It may have been made while the snapshot was read.
      const to = Math.max(moment.to, from);
      advances.push(appear({ ...now, id, phase }, { from, to }));
    }
  }
  return advances;
}

function differs(before: Resource, now: Standing): boolean {
  return (
    (now.phase !== undefined && now.phase !== before.phase) ||
    !sameAmount(before.amount, now.amount)
  );
}
