import { OperationStep } from '@flytower/contract';
import { ClusterReport, ObjectReport } from './reports';
import { keyOf, TenantObject, titleOf } from './TenantObject';

/** The steps of an operation before its first pass: every object of every cluster, still to come. */
export function pendingSteps(
  plan: readonly { cluster: string; objects: readonly TenantObject[] }[],
): OperationStep[] {
  return plan.flatMap(({ cluster, objects }) =>
    objects.map(object => ({ ...identity(cluster, object), state: 'pending' })),
  );
}

/** The steps after a pass. What was finished keeps its time; a step that was undone meanwhile opens again. */
export function stepsAfter(
  before: readonly OperationStep[],
  reports: readonly ClusterReport[],
  now: Date,
): OperationStep[] {
  const known = new Map(before.map(step => [step.id, step]));
  const touched = new Map(
    reports.flatMap(report =>
      report.objects.map(one => {
        const step = stepOf(report.cluster, one, known, now);
        return [step.id, step] as const;
      }),
    ),
  );
  const stuck = new Map(
    reports.flatMap(({ cluster, problem }) =>
      problem === undefined ? [] : [[cluster, problem]],
    ),
  );
  const kept = before.map(step => {
    const problem = stuck.get(step.cluster ?? '');
    return (
      touched.get(step.id) ??
      (problem === undefined || step.state === 'succeeded'
        ? step
        : { ...step, state: 'waiting' as const, message: problem })
    );
  });
  const added = [...touched.values()].filter(({ id }) => !known.has(id));
  return [...kept, ...added];
}

function stepOf(
  cluster: string,
  { object, result, message }: ObjectReport,
  known: ReadonlyMap<string, OperationStep>,
  now: Date,
): OperationStep {
  const base = identity(cluster, object);
  const before = known.get(base.id);
  const at = now.toISOString();
  const startedAt = before?.startedAt ?? at;
  switch (result) {
    case 'there':
    case 'gone':
      return before?.state === 'succeeded'
        ? before
        : { ...base, state: 'succeeded', message, startedAt, finishedAt: at };
    case 'done':
      return { ...base, state: 'in-progress', message, startedAt };
    case 'waiting':
      return { ...base, state: 'waiting', message, startedAt };
    case 'blocked':
      return { ...base, state: 'failed', message, startedAt };
    default:
      return result satisfies never;
  }
}

function identity(
  cluster: string,
  object: TenantObject,
): Pick<OperationStep, 'id' | 'title' | 'cluster'> {
  return {
    id: `${cluster}/${keyOf(object.manifest)}`,
    title: titleOf(object.manifest),
    cluster,
  };
}
