import { PodStatuses } from './podStatuses';
import { ContainerStatusObject, PodObject } from './schemas';

/** Why a pod is not well. */
export interface PodProblem {
  reason?: string;
  message?: string;
}

/** Waiting for these reasons is how every pod begins. */
const BEGINNING = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * The one reason a person should read first: what a container waits for, then what killed it, then what the pod says of
 * itself, then why it has no node.
 */
export function podProblem(
  status: PodObject['status'],
  { init, main, sidecars }: PodStatuses,
): PodProblem {
  if (!status || status.phase === 'Succeeded') {
    return {};
  }
  // Sidecars last: they are stopped, and often end badly, when the others are over.
  const containers = [...init, ...main, ...sidecars];
  for (const look of [waiting, ended]) {
    for (const container of containers) {
      const problem = look(container);
      if (problem) {
        return problem;
      }
    }
  }
  if (status.reason) {
    return said(status.reason, status.message);
  }
  const unplaced = status.conditions.find(
    ({ type, status: is }) => type === 'PodScheduled' && is === 'False',
  );
  return unplaced?.reason ? said(unplaced.reason, unplaced.message) : {};
}

function waiting({ state, lastState }: ContainerStatusObject) {
  const why = state?.waiting;
  if (!why?.reason || BEGINNING.has(why.reason)) {
    return undefined;
  }
  const killedBy = lastState?.terminated?.reason;
  return why.reason === 'CrashLoopBackOff' && killedBy && killedBy !== 'Error'
    ? said(killedBy, lastState?.terminated?.message ?? why.message)
    : said(why.reason, why.message);
}

function ended({ state }: ContainerStatusObject) {
  const why = state?.terminated;
  return why?.reason && why.reason !== 'Completed'
    ? said(why.reason, why.message)
    : undefined;
}

function said(reason: string, message: string | null | undefined): PodProblem {
  return { reason, ...(message && { message }) };
}
