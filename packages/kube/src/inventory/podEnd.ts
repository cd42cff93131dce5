import { PodStatuses } from './podStatuses';
import { PodRow } from './rows';
import { ContainerStatusObject, PodObject } from './schemas';

/**
 * When and with what a pod ended that is over. What a sidecar ended with says nothing: it was stopped because the others
 * were over.
 */
export function podEnd(
  status: PodObject['status'],
  { main, init, sidecars }: PodStatuses,
): Pick<PodRow, 'endedAt' | 'exitCode'> {
  if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') {
    return {};
  }
  const endedAt = endsOf([...main, ...init, ...sidecars])
    .flatMap(({ finishedAt }) => finishedAt ?? [])
    .sort()
    .at(-1);
  const exitCode = endsOf([...main, ...init]).find(
    end => end.exitCode,
  )?.exitCode;
  return { ...(endedAt && { endedAt }), ...(exitCode && { exitCode }) };
}

function endsOf(statuses: readonly ContainerStatusObject[]) {
  return statuses.flatMap(({ state }) => state?.terminated ?? []);
}
