import { Intent } from './planObject';
import { TenantObject } from './TenantObject';

/** What became of one object in one pass. */
export interface ObjectReport {
  object: TenantObject;
  /** What was to be done about it, by what was seen at the beginning of the pass. */
  intent: Intent;
  /**
   * `there` and `gone`: seen to be as wanted. `done`: acted on, to be seen next time. `waiting`: heals by itself.
   * `blocked`: somebody must act.
   */
  result: 'there' | 'gone' | 'done' | 'waiting' | 'blocked';
  message: string;
}

/** What became of a tenant in one cluster in one pass. Clusters are settled on their own. */
export interface ClusterReport {
  cluster: string;
  /** The tenant is leaving this cluster. */
  leaving: boolean;
  objects: ObjectReport[];
  /** Set where the cluster could not be worked with at all. */
  problem?: string;
}

/** Whether a cluster was seen to be wholly as wanted. */
export function isSettled({ problem, objects }: ClusterReport): boolean {
  return (
    problem === undefined &&
    objects.every(({ result }) => result === 'there' || result === 'gone')
  );
}

/** Whether something was done in a cluster, so that looking again at once is worth it. */
export function hasActed({ objects }: ClusterReport): boolean {
  return objects.some(({ result }) => result === 'done');
}

/**
 * What says best why it is not as wanted: what somebody must act on before what heals by itself, and a namespace before
 * what depends on it or came with it.
 */
export function openObject(
  objects: readonly ObjectReport[],
): ObjectReport | undefined {
  const open = (['blocked', 'waiting'] as const)
    .map(result => objects.filter(one => one.result === result))
    .find(found => found.length > 0);
  return (
    open?.find(({ object }) => object.manifest.kind === 'Namespace') ??
    open?.at(0)
  );
}

/** Why a cluster is not as wanted yet, in a sentence. */
export function sentenceOf(report: ClusterReport): string {
  const { cluster, problem, objects, leaving } = report;
  if (problem !== undefined) {
    return problem;
  }
  const open = openObject(objects);
  if (open) {
    return open.message;
  }
  return leaving
    ? `${cluster} is being left`
    : `${cluster} is being set up: ${
        objects.filter(({ result }) => result === 'there').length
      } of ${objects.length} objects seen there`;
}
