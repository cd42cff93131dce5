import { PodRow, WorkloadRow } from '@flytower/kube';
import {
  CarriedBinding,
  Credentials,
  credentialsHashOf,
} from '../../../domain/bindings';
import { Sight } from '../../../domain/sight';
import { creationTroubleOf, troublesOf } from '../../../domain/troubles';
import {
  CREDENTIALS,
  RELEASE_ID,
  REVISION,
} from '../../../rendering/renderDeployment';
import { instancesInWords } from './planWords';
import { ClusterMemo } from './releaseMemo';

/** What a cluster is to come to. */
export type ClusterGoal =
  | {
      kind: 'run';
      instances: number;
      revision: { id: string; hash: string };
      /** False where only the number of instances is to change, if the workload is there. */
      template: boolean;
      /** A scheduled job: it has arrived when its schedule is there, and its pods come and go. */
      scheduled: boolean;
    }
  | { kind: 'absent' };

/** What the engine is to send to a cluster. */
export type Intent = 'apply' | 'scale' | 'remove';

/** The next look at a cluster: what to remember, and what to send first, if anything. */
export interface Advance {
  memo: ClusterMemo;
  intent?: Intent;
  /** With which bindings. */
  bindings?: CarriedBinding[];
}

/** Sent and not seen after this: it is sent again, because somebody may have deleted it. */
const RESEND_MS = 5_000;

/**
 * Decides the next move in one cluster from its goal and what is seen. Pure; the same sight and time give the same move,
 * so that a killed engine goes on where it stood.
 *
 * The states: *pending* → *in-progress* (sent, instances come or go) → *succeeded*. *waiting*: the cluster cannot be
 * seen, does not answer, or has no Secret of a binding yet; it goes on by itself. *failed*: the cluster said no, or nothing moved for the deadline; if it
 * moves after all while the release is under way, it goes on. *skipped* is decided outside.
 */
export function advanceCluster(options: {
  cluster: string;
  goal: ClusterGoal;
  sight: Sight;
  /** What the workload is to carry of bindings, as it is now. */
  credentials: Credentials;
  memo: ClusterMemo;
  releaseId: string;
  now: Date;
  deadlineMs: number;
}): Advance {
  const { goal, sight, credentials, memo, now } = options;
  if (memo.state === 'succeeded' || memo.refusal !== undefined) {
    return { memo };
  }
  const begun = { ...memo, startedAt: memo.startedAt ?? now.toISOString() };
  if (sight.kind === 'unseen') {
    // Time out of sight is not time without progress, and what comes next is a sight, not a retry.
    const { progress, retryAt, ...rest } = begun;
    return {
      memo: { ...rest, state: 'waiting', sentence: sight.sentence },
    };
  }
  const counts = countsOf(goal, sight, hashToRun(memo, credentials));
  const seen = withProgress({ ...begun, counts }, now);
  if (memo.retryAt !== undefined && now.getTime() < Date.parse(memo.retryAt)) {
    return { memo: { ...seen, state: 'waiting', sentence: memo.sentence } };
  }
  if (mustSend(goal, sight.workload, seen, now)) {
    const intent = intentFor(goal, sight.workload);
    const obstacle = credentialsObstacle(intent, options.cluster, credentials);
    const bindings = credentials.kind === 'known' ? credentials.bindings : [];
    if (obstacle !== undefined) {
      // Time without credentials is not time without progress.
      const { progress, ...rest } = seen;
      return { memo: { ...rest, state: 'waiting', sentence: obstacle } };
    }
    return {
      intent,
      bindings,
      memo: {
        ...seen,
        state: 'in-progress',
        sentence: sendingWords(goal),
        ...(intent === 'apply' ? { bindings } : {}),
      },
    };
  }
  if (hasArrived(goal, sight, seen, options.releaseId)) {
    return {
      memo: {
        ...seen,
        state: 'succeeded',
        sentence: arrivedWords(goal),
        finishedAt: now.toISOString(),
      },
    };
  }
  const stuck =
    seen.progress !== undefined &&
    now.getTime() - Date.parse(seen.progress.at) >= options.deadlineMs;
  const words = progressWords(options.cluster, goal, sight, seen);
  return {
    memo: stuck
      ? {
          ...seen,
          state: 'failed',
          sentence: `${words}; nothing has moved for ${minutes(
            options.deadlineMs,
          )}`,
        }
      : { ...seen, state: 'in-progress', sentence: words },
  };
}

function intentFor(goal: ClusterGoal, workload?: WorkloadRow): Intent {
  if (goal.kind === 'absent') {
    return 'remove';
  }
  return goal.template || !workload ? 'apply' : 'scale';
}

/** Why a workload cannot be written just now. What is there already is scaled and removed all the same. */
function credentialsObstacle(
  intent: Intent,
  cluster: string,
  credentials: Credentials,
): string | undefined {
  if (intent === 'remove') {
    return undefined;
  }
  if (credentials.kind === 'unknown') {
    return credentials.sentence;
  }
  return intent === 'apply' && credentials.waitsFor.length > 0
    ? `Waits for the credentials of binding ${credentials.waitsFor.join(
        ', ',
      )} in ${cluster}`
    : undefined;
}

/** The hash of what the new instances carry of bindings: what was sent, or what would be sent now. */
function hashToRun(
  { bindings }: ClusterMemo,
  credentials: Credentials,
): string | undefined {
  return credentialsHashOf(
    bindings ?? (credentials.kind === 'known' ? credentials.bindings : []),
  );
}

function mustSend(
  goal: ClusterGoal,
  workload: WorkloadRow | undefined,
  memo: ClusterMemo,
  now: Date,
): boolean {
  if (memo.sentAt === undefined) {
    return true;
  }
  const awaited = now.getTime() - Date.parse(memo.sentAt) < RESEND_MS;
  if (awaited) {
    return false;
  }
  if (goal.kind === 'absent') {
    return workload !== undefined;
  }
  return (
    workload === undefined ||
    (isCurrent(workload, memo) && workload.replicas !== goal.instances)
  );
}

/** Whether what is seen of the workload is at least as new as what was sent. */
function isCurrent(workload: WorkloadRow, memo: ClusterMemo): boolean {
  return (
    memo.generation !== undefined && workload.generation >= memo.generation
  );
}

function hasArrived(
  goal: ClusterGoal,
  sight: Extract<Sight, { kind: 'seen' }>,
  memo: ClusterMemo,
  releaseId: string,
): boolean {
  const { workload, pods } = sight;
  if (goal.kind === 'absent') {
    return workload === undefined && pods.length === 0;
  }
  const carried = credentialsHashOf(memo.bindings ?? []);
  if (!workload || !isCurrent(workload, memo)) {
    return false;
  }
  return (
    (!goal.template || workload.annotations[RELEASE_ID] === releaseId) &&
    workload.observedGeneration >= workload.generation &&
    workload.replicas === goal.instances &&
    workload.updated === goal.instances &&
    workload.available === goal.instances &&
    !pods.some(pod => !pod.deleting && isOld(goal, pod, carried))
  );
}

/** Whether a pod is of another revision, or carries other credentials, than the goal asks for. */
function isOld(
  goal: ClusterGoal,
  pod: PodRow,
  carried: string | undefined,
): boolean {
  return (
    goal.kind === 'run' &&
    goal.template &&
    !goal.scheduled &&
    (pod.labels[REVISION] !== goal.revision.hash ||
      pod.labels[CREDENTIALS] !== carried)
  );
}

function countsOf(
  goal: ClusterGoal,
  { workload, pods }: Extract<Sight, { kind: 'seen' }>,
  carried: string | undefined,
): ClusterMemo['counts'] {
  if (goal.kind === 'run' && goal.scheduled) {
    const scheduled = workload ? goal.instances : 0;
    return { current: scheduled, updated: scheduled, ready: scheduled };
  }
  const staying = pods.filter(pod => !pod.deleting);
  const updated = staying.filter(pod => !isOld(goal, pod, carried));
  return goal.kind === 'absent'
    ? { current: pods.length, updated: 0, ready: 0 }
    : {
        current: staying.length,
        updated: updated.length,
        ready: updated.filter(pod => pod.ready).length,
      };
}

/** Notes when the counts last changed. */
function withProgress(memo: ClusterMemo, now: Date): ClusterMemo {
  const { current, updated, ready } = memo.counts;
  const key = `${memo.sentAt ?? ''} ${current}/${updated}/${ready}`;
  return memo.progress?.key === key
    ? memo
    : { ...memo, progress: { key, at: now.toISOString() } };
}

function sendingWords(goal: ClusterGoal): string {
  return goal.kind === 'absent'
    ? 'Is being taken out'
    : 'The new state is being sent';
}

function arrivedWords(goal: ClusterGoal): string {
  if (goal.kind === 'absent') {
    return 'Nothing of the service is left';
  }
  if (goal.scheduled) {
    return 'The schedule is in force';
  }
  return goal.instances === 0
    ? 'Stopped: it has no instances'
    : `${instancesInWords(goal.instances)} ${
        goal.instances === 1 ? 'is' : 'are'
      } ready`;
}

/** "2 of 6 instances in west cannot pull payments/checkout:1.4.2: not found", or how far it is. */
function progressWords(
  cluster: string,
  goal: ClusterGoal,
  { workload, pods }: Extract<Sight, { kind: 'seen' }>,
  { counts, bindings }: ClusterMemo,
): string {
  if (goal.kind === 'absent') {
    return `${instancesInWords(counts.current)} in ${cluster} still end`;
  }
  if (goal.scheduled) {
    return `The schedule is not seen in ${cluster} yet`;
  }
  const total = goal.instances;
  const creation = creationTroubleOf(workload);
  if (creation && counts.current < total) {
    return `${
      total - counts.current
    } of ${total} instances in ${cluster} ${creation}`;
  }
  const carried = credentialsHashOf(bindings ?? []);
  const [trouble] = troublesOf(pods.filter(pod => !isOld(goal, pod, carried)));
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

function minutes(ms: number): string {
  return ms >= 120_000
    ? `${Math.round(ms / 60_000)} minutes`
    : `${Math.round(ms / 1000)} seconds`;
}
