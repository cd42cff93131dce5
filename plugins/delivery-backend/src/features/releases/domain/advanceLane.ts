import { CarriedBinding, Credentials } from '../../../domain/bindings';
import { AppliedRecord, ManifestFacts } from '../../../domain/records';
import { Seen, Sight } from '../../../domain/sight';
import { aheadSentence, generationOf } from '../../../domain/standing';
import { WorkloadKind } from '../../../workloads/WorkloadKind';
import { LaneGoal } from './goalsOf';
import {
  arrivedWords,
  progressWords,
  sendingWords,
  stuckWords,
} from './laneWords';
import { saysSame } from './prepareManifest';
import { LaneMemo } from './releaseMemo';

/**
 * What the engine is to do in a lane. *prepare*: a manifest is written down before anything is sent, so that an abort knows
 * what to put back. *send*: the manifest that was written down. *remove*: everything.
 */
export type Intent =
  | {
      kind: 'prepare';
      goal: Extract<LaneGoal, { kind: 'run' }>;
      bindings: CarriedBinding[];
    }
  | { kind: 'send'; manifest: ManifestFacts }
  | { kind: 'remove' };

/** The next look at a lane: what to remember, and what to do first, if anything. */
export interface Advance {
  memo: LaneMemo;
  intent?: Intent;
}

/** What a move in one lane is decided from. */
export interface LaneSituation {
  cluster: string;
  goal: LaneGoal;
  kind: WorkloadKind;
  sight: Sight;
  /** What the workload is to carry of bindings, as it is now. */
  credentials: Credentials;
  /** What was sent there, where something was. */
  applied?: AppliedRecord;
  /** The manifest that the memo names. */
  manifest?: ManifestFacts;
  memo: LaneMemo;
  now: Date;
  deadlineMs: number;
}

/** Sent and not seen after this: it is sent again, because somebody may have deleted it. */
const RESEND_MS = 5_000;

/**
 * Decides the next move in one lane from its goal and what is seen. Pure; the same situation gives the same move, so that a
 * killed engine goes on where it stood.
 *
 * The states: *pending* → *in-progress* (sent, instances come or go) → *succeeded*. *waiting*: the cluster cannot be seen,
 * does not answer, or has no Secret of a binding yet; it goes on by itself. *failed*: the cluster said no, or nothing new
 * was reached for the deadline; if it moves after all while the release is under way, it goes on. *skipped* is decided
 * outside.
 */
export function advanceLane(situation: LaneSituation): Advance {
  const { goal, sight, memo, now } = situation;
  if (memo.refusal !== undefined || memo.state === 'succeeded') {
    return { memo };
  }
  const begun = { ...memo, startedAt: memo.startedAt ?? now.toISOString() };
  if (sight.kind === 'unseen') {
    // Time out of sight is not time without progress, and what comes next is a sight, not a retry.
    const { progress, retryAt, ...rest } = begun;
    return { memo: { ...rest, state: 'waiting', sentence: sight.sentence } };
  }
  const untouchable =
    sight.keptByAnother ??
    aheadSentence(situation.cluster, situation.applied, sight);
  if (untouchable !== undefined) {
    return {
      memo: {
        ...begun,
        state: 'failed',
        sentence: untouchable,
        refusal: untouchable,
        finishedAt: now.toISOString(),
      },
    };
  }
  const counts = countsOf(situation, sight);
  const seen = withProgress({ ...begun, counts }, goal, now);
  if (memo.retryAt !== undefined && now.getTime() < Date.parse(memo.retryAt)) {
    return { memo: { ...seen, state: 'waiting', sentence: memo.sentence } };
  }
  return goal.kind === 'absent'
    ? removeFrom(situation, sight, seen)
    : runIn(situation, goal, sight, seen);
}

function removeFrom(
  situation: LaneSituation,
  sight: Seen,
  seen: LaneMemo,
): Advance {
  const { goal, now } = situation;
  const gone = sight.workload === undefined && sight.pods.length === 0;
  const due = isDue(seen, now);
  if (seen.sentAt === undefined || (due && sight.workload !== undefined)) {
    return {
      intent: { kind: 'remove' },
      memo: { ...seen, state: 'in-progress', sentence: sendingWords(goal) },
    };
  }
  return gone ? arrived(situation, seen) : moving(situation, sight, seen);
}

function runIn(
  situation: LaneSituation,
  goal: Extract<LaneGoal, { kind: 'run' }>,
  sight: Seen,
  seen: LaneMemo,
): Advance {
  const { cluster, credentials, manifest, kind } = situation;
  if (credentials.kind === 'unknown') {
    return { memo: waiting(seen, credentials.sentence) };
  }
  const stays = staysAsItRuns(situation, goal);
  const bindings = stays ?? credentials.bindings;
  const says =
    manifest && saysSame(manifest, goal, carriedBy(manifest, seen, bindings));
  if (!says) {
    const obstacle = stays ? undefined : obstacleOf(credentials, cluster);
    return obstacle === undefined
      ? {
          intent: { kind: 'prepare', goal, bindings },
          memo: {
            ...withoutSent(seen),
            state: 'in-progress',
            sentence: sendingWords(goal),
          },
        }
      : { memo: waiting(seen, obstacle) };
  }
  if (mustSend(manifest, sight, seen, situation)) {
    return {
      intent: { kind: 'send', manifest },
      memo: { ...seen, state: 'in-progress', sentence: sendingWords(goal) },
    };
  }
  // What stands still has not arrived, whatever it looks like.
  return !goal.paused &&
    isSeen(manifest, sight, seen) &&
    kind.arrived(sight, manifest)
    ? arrived(situation, seen)
    : moving(situation, sight, seen);
}

/** Whether the cluster shows what was sent, and its controllers have looked at it. */
function isSeen(manifest: ManifestFacts, sight: Seen, memo: LaneMemo): boolean {
  const { workload } = sight;
  return (
    workload !== undefined &&
    generationOf(workload) === manifest.generation &&
    isAnswered(sight, memo) &&
    workload.observedGeneration >= workload.generation
  );
}

/** Once it was sent, it stays what it is: credentials that change meanwhile are the next release's affair. */
function carriedBy(
  manifest: ManifestFacts,
  { sentAt }: LaneMemo,
  now: CarriedBinding[],
): CarriedBinding[] {
  return sentAt === undefined ? now : manifest.bindings;
}

function arrived({ goal, kind, now }: LaneSituation, seen: LaneMemo): Advance {
  return {
    memo: {
      ...seen,
      state: 'succeeded',
      sentence: arrivedWords(goal, kind),
      finishedAt: now.toISOString(),
    },
  };
}

function moving(
  situation: LaneSituation,
  sight: Seen,
  seen: LaneMemo,
): Advance {
  const { deadlineMs, now } = situation;
  const words = progressWords(situation, sight, seen);
  const stuck =
    seen.progress !== undefined &&
    now.getTime() - Date.parse(seen.progress.at) >= deadlineMs;
  return {
    memo: stuck
      ? { ...seen, state: 'failed', sentence: stuckWords(words, deadlineMs) }
      : { ...seen, state: 'in-progress', sentence: words },
  };
}

function waiting(seen: LaneMemo, sentence: string): LaneMemo {
  // Time without credentials is not time without progress.
  const { progress, ...rest } = seen;
  return { ...rest, state: 'waiting', sentence };
}

function withoutSent(memo: LaneMemo): LaneMemo {
  const { sentAt, object, progress, finishedAt, ...rest } = memo;
  return rest;
}

/** The bindings as they run, where only the number of instances changes: that restarts nobody. */
function staysAsItRuns(
  { applied, memo }: LaneSituation,
  goal: Extract<LaneGoal, { kind: 'run' }>,
): CarriedBinding[] | undefined {
  const runs = applied?.applied;
  return !goal.anew && !memo.back && runs?.revisionId === goal.revision.id
    ? runs.bindings
    : undefined;
}

/** Why a workload cannot be written just now. What is there already is resized and removed all the same. */
function obstacleOf(
  { waitsFor }: Extract<Credentials, { kind: 'known' }>,
  cluster: string,
): string | undefined {
  return waitsFor.length > 0
    ? `Waits for the credentials of binding ${waitsFor.join(
        ', ',
      )} in ${cluster}`
    : undefined;
}

function mustSend(
  manifest: ManifestFacts,
  sight: Seen,
  memo: LaneMemo,
  { kind, now }: LaneSituation,
): boolean {
  if (memo.sentAt === undefined) {
    return true;
  }
  const { workload } = sight;
  return (
    isDue(memo, now) &&
    (workload === undefined ||
      (isAnswered(sight, memo) && workload.replicas !== kind.expects(manifest)))
  );
}

/** Whether what was sent should have been seen by now. */
function isDue({ sentAt }: LaneMemo, now: Date): boolean {
  return (
    sentAt !== undefined && now.getTime() - Date.parse(sentAt) >= RESEND_MS
  );
}

/** Whether what is seen of the workload is at least as new as the cluster's answer. */
function isAnswered({ workload }: Seen, { object }: LaneMemo): boolean {
  return (
    workload !== undefined &&
    object !== undefined &&
    (workload.uid !== object.uid || workload.generation >= object.generation)
  );
}

function countsOf(
  { goal, kind, manifest }: LaneSituation,
  sight: Seen,
): LaneMemo['counts'] {
  return goal.kind === 'run' && manifest
    ? kind.count(sight, manifest)
    : {
        current:
          goal.kind === 'absent'
            ? sight.pods.length
            : sight.pods.filter(pod => !pod.deleting).length,
        updated: 0,
        ready: 0,
      };
}

/** Notes when something was reached that was not reached before: more new instances, more ready ones, fewer to end. */
function withProgress(memo: LaneMemo, goal: LaneGoal, now: Date): LaneMemo {
  const { current, updated, ready } = memo.counts;
  const wanted = goal.kind === 'run' ? goal.instances : 0;
  const left = Math.max(current - updated, current - wanted, 0);
  const best = memo.progress;
  const isNew =
    best === undefined ||
    updated > best.updated ||
    ready > best.ready ||
    left < best.left;
  return isNew
    ? {
        ...memo,
        progress: {
          updated: Math.max(updated, best?.updated ?? 0),
          ready: Math.max(ready, best?.ready ?? 0),
          left: Math.min(left, best?.left ?? left),
          at: now.toISOString(),
        },
      }
    : memo;
}
