import { OperationStep } from '@flytower/contract';

/** A step that is behind the operation when it starts. */
export const done = (
  cluster: string,
  at: Date,
  id: string,
  title: string,
  message: string,
): OperationStep => ({
  id,
  title,
  cluster,
  state: 'succeeded',
  message,
  startedAt: at.toISOString(),
  finishedAt: at.toISOString(),
});

/** A step that the operation starts with. */
export const begun = (
  cluster: string,
  at: Date,
  id: string,
  title: string,
): OperationStep => ({
  id,
  title,
  cluster,
  state: 'in-progress',
  startedAt: at.toISOString(),
});

/** Steps of a registration: the check and the seal are behind it when its operation starts. */
export function registerSteps(
  cluster: string,
  checked: string,
  now: Date,
): OperationStep[] {
  return [
    done(
      cluster,
      now,
      'check',
      'Check address, authority and identity',
      checked,
    ),
    done(cluster, now, 'seal', 'Seal the credential', 'Kept encrypted'),
    begun(cluster, now, 'read', 'Read nodes, namespaces, workloads and pods'),
  ];
}

/** Steps of a registration by configuration, where the cluster is checked afterwards. */
export function configuredSteps(cluster: string, now: Date): OperationStep[] {
  return [
    done(cluster, now, 'seal', 'Seal the credential', 'Kept encrypted'),
    begun(cluster, now, 'check', 'Check address, authority and identity'),
    {
      id: 'read',
      title: 'Read nodes, namespaces, workloads and pods',
      cluster,
      state: 'pending',
    },
  ];
}

/** Steps of a change of credential. */
export function rotateSteps(
  cluster: string,
  checked: string,
  now: Date,
): OperationStep[] {
  return [
    done(cluster, now, 'check', 'Check the new credential', checked),
    done(
      cluster,
      now,
      'seal',
      'Seal it in place of the old one',
      'Kept encrypted',
    ),
    begun(cluster, now, 'read', 'Connect with the new credential'),
  ];
}

/** Steps of a removal. */
export function deleteSteps(cluster: string, now: Date): OperationStep[] {
  return [
    done(
      cluster,
      now,
      'forget',
      'Delete the registration and its credential',
      'Deleted',
    ),
    begun(cluster, now, 'leave', 'Close the connections to it'),
  ];
}

/** The steps with one of them changed; its end is written down once. */
export function withStep(
  steps: OperationStep[],
  id: string,
  change: Pick<OperationStep, 'state' | 'message'>,
  now: Date,
): OperationStep[] {
  const ends =
    change.state === 'succeeded' ||
    change.state === 'failed' ||
    change.state === 'skipped';
  return steps.map(step =>
    step.id === id
      ? {
          ...step,
          ...change,
          startedAt: step.startedAt ?? now.toISOString(),
          ...(ends && step.finishedAt === undefined
            ? { finishedAt: now.toISOString() }
            : {}),
        }
      : step,
  );
}
