import { Credentials } from '../../../domain/bindings';
import {
  AppliedRecord,
  laneKey,
  ManifestFacts,
  ReleaseTarget,
} from '../../../domain/records';
import { Sight } from '../../../domain/sight';
import { WorkloadKind } from '../../../workloads/WorkloadKind';
import { Advance, advanceLane } from './advanceLane';
import { GoalInLane } from './goalsOf';
import { freshMemo, LaneMemo, ReleaseMemo } from './releaseMemo';

/** Everything that is known of a lane beside its goal. */
export interface LaneView {
  sight: Sight;
  credentials: Credentials;
  applied?: AppliedRecord;
  /** The manifest that the memo names. */
  manifest?: ManifestFacts;
}

const UNLOOKED: LaneView = {
  sight: { kind: 'unseen', sentence: 'The cluster was not looked at' },
  credentials: { kind: 'unknown', sentence: 'The bindings were not looked at' },
};

/** What the next moves of a release are decided from. */
export interface ReleaseSituation {
  /** Wave by wave: the next begins when the one before has arrived. */
  waves: GoalInLane[][];
  kind: WorkloadKind;
  /** By cluster and stage. */
  views: ReadonlyMap<string, LaneView>;
  memo: ReleaseMemo;
  now: Date;
  deadlineMs: number;
}

/**
 * The next move in every lane. A wave begins when the one before it has arrived; an abort takes all back at once. Within a
 * wave each lane goes its own way, with one exception: see {@link advanceWave}.
 */
export function advanceRelease(
  situation: ReleaseSituation,
): Map<string, Advance> {
  const moves = new Map<string, Advance>();
  let open = true;
  for (const wave of situation.waves) {
    for (const [key, move] of open
      ? advanceWave(wave, situation)
      : held(wave, situation)) {
      moves.set(key, move);
    }
    open =
      situation.memo.aborting ||
      (open &&
        wave.every(
          ({ target }) =>
            moves.get(laneKey(target))?.memo.state === 'succeeded',
        ));
  }
  return moves;
}

/** A wave that has not begun. */
function held(
  wave: GoalInLane[],
  { memo }: ReleaseSituation,
): Map<string, Advance> {
  return new Map(
    wave.map(({ target }) => [
      laneKey(target),
      {
        memo: {
          ...(memo.lanes[laneKey(target)] ?? freshMemo),
          sentence: 'Begins when the wave before it has arrived',
        },
      },
    ]),
  );
}

/**
 * Where a wave moves instances, a cluster that is to lose some keeps them until those that are to gain have theirs, so that
 * there are never fewer than before. Where one that is to gain has failed, those that are to lose stay as they are.
 *
 * A scheduled job is the other way round: two schedules at once would run twice, one too few runs late. So whoever loses it
 * goes first, and where that cannot be seen the others wait.
 */
function advanceWave(
  wave: GoalInLane[],
  situation: ReleaseSituation,
): Map<string, Advance> {
  const { kind, memo } = situation;
  const current = ({ target }: GoalInLane) =>
    memo.lanes[laneKey(target)] ?? freshMemo;
  const advance = (one: GoalInLane): Advance =>
    advanceLane({
      ...situation,
      ...(situation.views.get(laneKey(one.target)) ?? UNLOOKED),
      cluster: one.target.cluster,
      goal: one.goal,
      memo: current(one),
    });
  const isFirst = ({ target, goal }: GoalInLane) =>
    kind.counted ? gains(target) : goal.kind === 'absent';
  const isLater = (one: GoalInLane) =>
    kind.counted
      ? !memo.aborting && loses(one.target) && !current(one).attempted
      : one.goal.kind === 'run';
  const moves = new Map<string, Advance>();
  const later: GoalInLane[] = [];
  for (const one of wave) {
    const untouched = !current(one).attempted && !one.target.uncertain;
    if (memo.aborting && untouched) {
      moves.set(laneKey(one.target), { memo: leftAlone(current(one)) });
    } else if (memo.pausing !== undefined && !current(one).attempted) {
      moves.set(laneKey(one.target), { memo: current(one) });
    } else if (isLater(one)) {
      later.push(one);
    } else {
      moves.set(laneKey(one.target), advance(one));
    }
  }
  const awaited = wave
    .filter(isFirst)
    .flatMap(({ target }) => {
      const move = moves.get(laneKey(target));
      return move ? [{ cluster: target.cluster, memo: move.memo }] : [];
    })
    .filter(first => first.memo.state !== 'succeeded');
  for (const one of later) {
    moves.set(
      laneKey(one.target),
      awaited.length === 0
        ? advance(one)
        : { memo: heldBack(current(one), awaited, kind) },
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

function leftAlone(memo: LaneMemo): LaneMemo {
  return { ...memo, state: 'skipped', sentence: 'Nothing was done here' };
}

function heldBack(
  memo: LaneMemo,
  awaited: { cluster: string; memo: LaneMemo }[],
  { counted }: WorkloadKind,
): LaneMemo {
  const names = awaited.map(({ cluster }) => cluster).join(', ');
  const failed = awaited.every(first => first.memo.state === 'failed');
  if (!counted) {
    return {
      ...memo,
      state: failed ? 'skipped' : 'pending',
      sentence: failed
        ? `Gets no schedule, because ${names} still has it, and each run would come twice`
        : `Gets the schedule when ${names} has let go of it, so that no run comes twice`,
    };
  }
  return failed
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
