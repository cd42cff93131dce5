import { creationTroubleOf, troublesOf } from '../../../domain/troubles';
import { Seen } from '../../../domain/sight';
import { isOld } from '../../../workloads/deploymentWorkload';
import { WorkloadKind } from '../../../workloads/WorkloadKind';
import type { LaneSituation } from './advanceLane';
import { LaneGoal } from './goalsOf';
import { instancesInWords } from './planWords';
import { LaneMemo } from './releaseMemo';

export function sendingWords(goal: LaneGoal): string {
  if (goal.kind === 'absent') {
    return 'Is being taken out';
  }
  return goal.paused
    ? 'The rolling update is being stopped where it stands'
    : 'The new state is being sent';
}

export function arrivedWords(
  goal: LaneGoal,
  { counted }: WorkloadKind,
): string {
  if (goal.kind === 'absent') {
    return 'Nothing of the service is left';
  }
  if (!counted) {
    return 'The schedule is in force';
  }
  return goal.instances === 0
    ? 'Stopped: it has no instances'
    : `${instancesInWords(goal.instances)} ${
        goal.instances === 1 ? 'is' : 'are'
      } ready`;
}

/** "2 of 6 instances in west cannot pull payments/checkout:1.4.2: not found", or how far it is. */
export function progressWords(
  { cluster, goal, kind, manifest }: LaneSituation,
  { workload, pods }: Seen,
  { counts }: LaneMemo,
): string {
  if (goal.kind === 'absent') {
    return `${instancesInWords(counts.current)} in ${cluster} still end`;
  }
  if (!kind.counted) {
    return `The schedule is not seen in ${cluster} yet`;
  }
  const total = goal.instances;
  const creation = creationTroubleOf(workload);
  if (creation && counts.current < total) {
    return `${
      total - counts.current
    } of ${total} instances in ${cluster} ${creation}`;
  }
  const [trouble] = troublesOf(
    manifest ? pods.filter(pod => !isOld(pod, manifest)) : pods,
  );
  if (trouble) {
    return `${trouble.pods} of ${total} instances in ${cluster} ${trouble.words}`;
  }
  const leaving = counts.current - counts.updated;
  return leaving > 0 || counts.current > total
    ? `${
        counts.ready
      } of ${total} instances in ${cluster} are new and ready, ${Math.max(
        leaving,
        counts.current - total,
      )} still to end`
    : `${counts.ready} of ${total} instances in ${cluster} are ready`;
}

/** What a lane says when nothing new was reached for the deadline. */
export function stuckWords(words: string, deadlineMs: number): string {
  return `${words}; nothing has moved for ${minutes(deadlineMs)}`;
}

function minutes(ms: number): string {
  return ms >= 120_000
    ? `${Math.round(ms / 60_000)} minutes`
    : `${Math.round(ms / 1000)} seconds`;
}
