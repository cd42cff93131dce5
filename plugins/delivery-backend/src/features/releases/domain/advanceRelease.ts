import { Credentials } from '../../../domain/bindings';
import { ReleaseTarget } from '../../../domain/records';
import { Sight } from '../../../domain/sight';
import { Advance, advanceCluster } from './advanceCluster';
import { GoalInCluster } from './goalsOf';
import { ClusterMemo, freshMemo, ReleaseMemo } from './releaseMemo';

/**
 * The next move in every cluster. Each goes its own way, with one exception: where the release moves instances, a
 * cluster that is to lose some keeps them until those that are to gain have theirs, so that there are never fewer than
 * before. Where one that is to gain has failed, those that are to lose stay as they are.
 */
export function advanceRelease(options: {
  goals: GoalInCluster[];
  sights: ReadonlyMap<string, Sight>;
  /** What each cluster's workload is to carry of bindings. */
  credentials: ReadonlyMap<string, Credentials>;
  memo: ReleaseMemo;
  releaseId: string;
  now: Date;
  deadlineMs: number;
}): Map<string, Advance> {
  const { goals, sights, credentials, memo, ...rest } = options;
  const advance = ({ target, goal }: GoalInCluster): Advance =>
    advanceCluster({
      ...rest,
      cluster: target.cluster,
      goal,
      memo: memo.clusters[target.cluster] ?? freshMemo,
      sight: sights.get(target.cluster) ?? {
        kind: 'unseen',
        sentence: 'The cluster was not looked at',
      },
      credentials: credentials.get(target.cluster) ?? {
        kind: 'unknown',
        sentence: 'The bindings were not looked at',
      },
    });
  const moves = new Map<string, Advance>();
  const losing: GoalInCluster[] = [];
  for (const one of goals) {
    const current = memo.clusters[one.target.cluster] ?? freshMemo;
    const untouched = !current.attempted && !one.target.uncertain;
    if (memo.aborting && untouched) {
      moves.set(one.target.cluster, { memo: leftAlone(current) });
    } else if (!memo.aborting && loses(one.target) && !current.attempted) {
      losing.push(one);
    } else {
      moves.set(one.target.cluster, advance(one));
    }
  }
  const gaining = goals
    .filter(({ target }) => gains(target))
    .flatMap(({ target }) => {
      const move = moves.get(target.cluster);
      return move ? [{ cluster: target.cluster, memo: move.memo }] : [];
    })
    .filter(gainer => gainer.memo.state !== 'succeeded');
  for (const one of losing) {
    const current = memo.clusters[one.target.cluster] ?? freshMemo;
    moves.set(
      one.target.cluster,
      gaining.length === 0
        ? advance(one)
        : { memo: heldBack(current, gaining) },
    );
  }
  return moves;
}

function gains({ from, to }: ReleaseTarget): boolean {
  return to > from;
}

function loses({ from, to, stays }: ReleaseTarget): boolean {
  return !stays || to < from;
}

function leftAlone(memo: ClusterMemo): ClusterMemo {
  return { ...memo, state: 'skipped', sentence: 'Nothing was done here' };
}

function heldBack(
  memo: ClusterMemo,
  gaining: { cluster: string; memo: ClusterMemo }[],
): ClusterMemo {
  const names = gaining.map(({ cluster }) => cluster).join(', ');
  return gaining.every(gainer => gainer.memo.state === 'failed')
    ? {
        ...memo,
        state: 'skipped',
        sentence: `Keeps its instances, because ${names} did not get those that were to replace them`,
      }
    : {
        ...memo,
        state: 'pending',
        sentence: `Keeps its instances until ${names} has those that replace them`,
      };
}
