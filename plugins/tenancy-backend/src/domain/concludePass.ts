import { OperationState } from '@flytower/contract';
import { KindOfOperation } from './operationKinds';
import { ClusterReport, hasActed, isSettled, sentenceOf } from './reports';
import { listInWords, withFullStop } from './sentences';
import { TenantRecord } from './TenantRecord';

/** Where an operation stands after a pass. */
export interface Conclusion {
  state: OperationState;
  reason: string;
  nextAction?: string;
  nextInMs?: number;
  lastError?: string;
}

/** How soon a cluster that is at work by itself is looked at again. */
const LOOK_AGAIN_MS = 2_000;

/**
 * What a pass over all clusters means for the operation. It is over only when everything was seen to be as wanted, and as
 * long as something is done it looks again at once. A cluster that does not answer keeps nobody else waiting. Pure.
 */
export function concludePass(
  kind: KindOfOperation,
  tenant: TenantRecord,
  reports: readonly ClusterReport[],
  aborting: boolean,
): Conclusion {
  const clusters = listInWords(reports.map(({ cluster }) => cluster));
  const open = reports.filter(report => !isSettled(report));
  if (open.length === 0) {
    return aborting
      ? { state: 'aborted', reason: kind.undone(tenant, clusters) }
      : { state: 'succeeded', reason: kind.done(tenant, clusters) };
  }
  const names = listInWords(open.map(({ cluster }) => cluster));
  if (open.some(hasActed)) {
    return {
      state: 'in-progress',
      reason: progressOf(reports, aborting),
      nextAction: `See what is in ${names} now`,
      nextInMs: 0,
    };
  }
  const settled = reports.filter(isSettled).map(({ cluster }) => cluster);
  const stuck = open.filter(isStuck);
  return {
    state: 'waiting',
    reason: [
      ...open.map(sentenceOf).map(withFullStop),
      ...(settled.length > 0 ? [`${listInWords(settled)}: done.`] : []),
    ].join(' '),
    nextAction: `Look at ${names} again`,
    ...(stuck.length > 0
      ? { lastError: sentenceOf(stuck[0]) }
      : { nextInMs: LOOK_AGAIN_MS }),
  };
}

/** The steps that are done, as one reads it: `12 of 28 objects are there`. */
function progressOf(
  reports: readonly ClusterReport[],
  aborting: boolean,
): string {
  const objects = reports.flatMap(report => report.objects);
  const done = objects.filter(
    ({ result }) => result === 'there' || result === 'gone',
  ).length;
  return `${aborting ? 'Undoing: ' : ''}${done} of ${
    objects.length
  } objects seen to be as wanted in ${listInWords(
    reports.map(({ cluster }) => cluster),
  )}`;
}

/** Whether more than the cluster's own pace holds it up. */
function isStuck({ problem, objects }: ClusterReport): boolean {
  return (
    problem !== undefined || objects.some(({ result }) => result === 'blocked')
  );
}

/** Whether an operation's own clusters are left or held now, or there is nothing to do in them. */
export function directionOf(
  kind: KindOfOperation,
  aborting: boolean,
): KindOfOperation['aborted'] {
  return aborting ? kind.aborted : kind.direction;
}

/** The clusters that a pass of an operation works in. */
export function scopeOf(
  tenant: TenantRecord,
  direction: KindOfOperation['aborted'],
  only: readonly string[] | undefined,
): string[] {
  return direction === 'nothing'
    ? []
    : tenant.bindings
        .filter(({ unbinding }) => unbinding === (direction === 'leave'))
        .map(({ cluster }) => cluster)
        .filter(cluster => only?.includes(cluster) ?? true);
}
