import { OperationState, OperationStep } from '@flytower/contract';
import {
  ClusterProgress,
  Schedule,
  scheduleInWords,
} from '@flytower/plugin-delivery-common';
import {
  laneKey,
  ReleaseRecord,
  ReleaseTarget,
  targetsOf,
} from '../../../domain/records';
import { GoalInLane, LaneGoal } from './goalsOf';
import { instancesInWords } from './planWords';
import { freshMemo, LaneMemo, ReleaseMemo } from './releaseMemo';

/** How a release stands as a whole. */
export interface ReleaseReport {
  state: OperationState;
  reason: string;
  nextAction?: string;
}

/** Sums the clusters up; `schedule` is that of a scheduled job. The sentence names those that need attention first. */
export function reportRelease(
  release: ReleaseRecord,
  memo: ReleaseMemo,
  schedule?: Schedule,
): ReleaseReport {
  const clusters = targetsOf(release).map(target => ({
    cluster: target.cluster,
    ...(memo.lanes[laneKey(target)] ?? freshMemo),
  }));
  const inState = (state: LaneMemo['state']) =>
    clusters.filter(c => c.state === state);
  const told = (some: typeof clusters) =>
    some.map(({ cluster, sentence }) => `${cluster}: ${sentence}`).join('; ');
  const failed = inState('failed');
  const waiting = inState('waiting');
  const moving = inState('in-progress');
  if (moving.length > 0) {
    return {
      state: 'in-progress',
      reason: told([...failed, ...waiting, ...moving]),
      nextAction: memo.aborting
        ? 'Put back what was changed'
        : 'Look at the instances again',
    };
  }
  if (waiting.length > 0) {
    return {
      state: 'waiting',
      reason: told([...waiting, ...failed]),
      nextAction: `Go on in ${waiting
        .map(({ cluster }) => cluster)
        .join(', ')}`,
    };
  }
  if (inState('pending').length > 0) {
    return {
      state: 'in-progress',
      reason: told(inState('pending')),
      nextAction: 'Go on with the next clusters',
    };
  }
  if (memo.aborting) {
    return { state: 'aborted', reason: abortedWords(failed, told(failed)) };
  }
  return failed.length > 0
    ? { state: 'failed', reason: told([...failed, ...inState('skipped')]) }
    : { state: 'succeeded', reason: succeededWords(release, schedule) };
}

function abortedWords(failed: object[], told: string): string {
  return failed.length > 0
    ? `Aborted, but not everything could be put back: ${told}`
    : 'Aborted: everything is as it was before';
}

function succeededWords(
  release: ReleaseRecord,
  schedule: Schedule | undefined,
): string {
  const targets = targetsOf(release);
  if (release.kind === 'unpublish') {
    return `Nothing is left in ${
      targets.map(({ cluster }) => cluster).join(', ') || 'any cluster'
    }`;
  }
  const staying = targets.filter(({ stays }) => stays);
  if (schedule) {
    return `Runs at ${scheduleInWords(schedule)} in ${staying
      .map(({ cluster }) => cluster)
      .join(', ')}`;
  }
  const total = staying.reduce((sum, { to }) => sum + to, 0);
  return total === 0
    ? 'Stopped: no instances run'
    : `${instancesInWords(total)} ${total === 1 ? 'runs' : 'run'}: ${staying
        .map(({ cluster, to }) => `${to} in ${cluster}`)
        .join(', ')}`;
}

/** The steps of the operation: for each cluster what is sent, and what comes of it. */
export function stepsOf(
  goals: GoalInLane[],
  memo: ReleaseMemo,
  workload: string,
): OperationStep[] {
  return goals.flatMap(({ target, goal }) => {
    const { cluster } = target;
    const one = memo.lanes[laneKey(target)] ?? freshMemo;
    const sent = one.sentAt !== undefined || one.state === 'succeeded';
    const times = {
      ...(one.startedAt ? { startedAt: one.startedAt } : {}),
    };
    return [
      {
        id: `${cluster}.objects`,
        cluster,
        title: `${goal.kind === 'run' ? 'Apply' : 'Remove'} ${workload}`,
        state: sent ? 'succeeded' : one.state,
        ...(sent ? {} : { message: one.sentence }),
        ...times,
        ...(one.sentAt ? { finishedAt: one.sentAt } : {}),
      },
      {
        id: `${cluster}.instances`,
        cluster,
        title: goal.kind === 'run' ? runTitle(goal) : 'No instances left',
        state: sent || isOver(one) ? one.state : 'pending',
        message: one.sentence,
        ...(sent ? times : {}),
        ...(one.finishedAt ? { finishedAt: one.finishedAt } : {}),
      },
    ];
  });
}

function runTitle(goal: Extract<LaneGoal, { kind: 'run' }>): string {
  return goal.revision.spec.schedule
    ? 'Schedule in force'
    : `${instancesInWords(goal.instances)} ready`;
}

function isOver({ state }: LaneMemo): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'skipped';
}

/** How far each cluster is, for the page of the release. */
export function progressOf(
  release: ReleaseRecord,
  memo: ReleaseMemo,
): ClusterProgress[] {
  return targetsOf(release).map(target => {
    const one = memo.lanes[laneKey(target)] ?? freshMemo;
    return {
      cluster: target.cluster,
      state: one.state,
      action: actionOf(release, target),
      from: target.from,
      to: target.to,
      ...one.counts,
      sentence: one.sentence,
      ...(one.startedAt ? { startedAt: one.startedAt } : {}),
      ...(one.finishedAt ? { finishedAt: one.finishedAt } : {}),
    };
  });
}

function actionOf(
  { kind }: ReleaseRecord,
  { stays, from, to }: ReleaseTarget,
): ClusterProgress['action'] {
  if (!stays) {
    return 'remove';
  }
  if (kind === 'scale') {
    return from === to ? 'none' : 'scale';
  }
  return from === 0 ? 'create' : 'update';
}
