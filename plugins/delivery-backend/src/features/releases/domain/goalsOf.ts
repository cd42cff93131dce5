import { BoundCredentials } from '@flytower/plugin-public-services-node';
import {
  Credentials,
  credentialsIn,
  CarriedBinding,
} from '../../../domain/bindings';
import {
  laneKey,
  ManifestFacts,
  ReleaseRecord,
  ReleaseTarget,
  RevisionRecord,
  targetsOf,
} from '../../../domain/records';
import { freshMemo, ReleaseMemo } from './releaseMemo';

/** What a lane is to come to. */
export type LaneGoal =
  | {
      kind: 'run';
      instances: number;
      revision: RevisionRecord;
      paused: boolean;
      /** The bindings that it carries, whatever their credentials are now. */
      carried: readonly CarriedBinding[];
      /**
       * True: the objects are rendered anew. False: they stay as they were sent, with other numbers, wherever they are of
       * this revision and these credentials, so that a newer Flytower that renders differently restarts nobody by that.
       */
      anew: boolean;
    }
  | { kind: 'absent' };

/** A lane of a release with what it is to come to. */
export interface GoalInLane {
  target: ReleaseTarget;
  goal: LaneGoal;
}

/** What each lane is to come to: what the release asks for, or, where it was aborted, what was there before. */
export function goalsOf(options: {
  release: ReleaseRecord;
  memo: ReleaseMemo;
  /** Those that the release and the manifests to go back to name, by id. */
  revisions: ReadonlyMap<string, RevisionRecord>;
  /** Those to go back to, by generation. */
  manifests: ReadonlyMap<number, ManifestFacts>;
}): GoalInLane[] {
  const { release } = options;
  return targetsOf(release).map(target => ({
    target,
    goal: goalOf(target, options),
  }));
}

function goalOf(
  target: ReleaseTarget,
  { release, memo, revisions, manifests }: Parameters<typeof goalsOf>[0],
): LaneGoal {
  const { back, state } = memo.lanes[laneKey(target)] ?? freshMemo;
  const before = back ? manifests.get(target.before ?? -1) : undefined;
  const revision = revisions.get(
    (back ? before?.revisionId : release.revisionId) ?? '',
  );
  if (!revision || !(back || target.stays)) {
    return { kind: 'absent' };
  }
  return {
    kind: 'run',
    instances: before ? before.instances : target.to,
    revision,
    // More or fewer instances come at once: only a rolling update can stand still.
    paused:
      !back &&
      memo.pausing !== undefined &&
      state !== 'succeeded' &&
      release.kind !== 'scale',
    carried: before ? before.bindings : release.bindings,
    anew: !back && release.kind !== 'scale',
  };
}

/** What a lane's workload is to carry of bindings, with the credentials of now. */
export function credentialsOf(
  { target, goal }: GoalInLane,
  bound: readonly BoundCredentials[] | undefined,
): Credentials {
  if (!bound) {
    return { kind: 'unknown', sentence: 'Waits until the bindings are loaded' };
  }
  const carried = goal.kind === 'run' ? goal.carried : [];
  return credentialsIn(
    target.cluster,
    bound.filter(({ bindingId }) => carried.some(({ id }) => id === bindingId)),
  );
}
