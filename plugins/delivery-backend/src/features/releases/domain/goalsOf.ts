import {
  ReleaseRecord,
  ReleaseTarget,
  RevisionRecord,
} from '../../../domain/records';
import { ClusterGoal } from './advanceCluster';
import { ReleaseMemo } from './releaseMemo';

/** A cluster of a release with what it is to come to. */
export interface GoalInCluster {
  target: ReleaseTarget;
  goal: ClusterGoal;
  /** The revision that the goal runs. */
  revision?: RevisionRecord;
}

/** What each cluster is to come to: what the release asks for, or, where it was aborted, what the cluster had before. */
export function goalsOf(options: {
  release: ReleaseRecord;
  memo: ReleaseMemo;
  /** Those that the release and its targets name, by id. */
  revisions: ReadonlyMap<string, RevisionRecord>;
}): GoalInCluster[] {
  const { release, memo, revisions } = options;
  return release.targets.map(target => {
    const back = memo.clusters[target.cluster]?.back ?? false;
    const id = back ? target.fromRevisionId : release.revisionId;
    const revision = id === undefined ? undefined : revisions.get(id);
    const instances = back ? target.from : target.to;
    const runs = revision !== undefined && (back || target.stays);
    return {
      target,
      ...(runs ? { revision } : {}),
      goal: runs
        ? {
            kind: 'run',
            instances,
            revision,
            template: release.kind !== 'scale',
            scheduled: revision.spec.schedule !== undefined,
          }
        : { kind: 'absent' },
    };
  });
}
