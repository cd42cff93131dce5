import { OperationStep } from '@flytower/contract';
import {
  Clock,
  OperationHandler,
  OperationWork,
  Outcome,
} from '@flytower/durable';
import { FleetHub } from '@flytower/plugin-fleet-node';
import { z } from 'zod';
import { clusterEvent, PLATFORM } from '../registrations/clusterEvents';
import { ClusterStore } from '../registrations/ClusterStore';
import { withStep } from '../registrations/operationSteps';
import { RegisteredCluster } from '../registrations/registeredCluster';
import { removedMeanwhile } from '../registrations/removal';

const inputSchema = z.object({ clusterId: z.string() });

/** How soon to look again at a silent cluster. A hint from the hub wakes the operation earlier. */
const WATCH_MS = 15_000;
/** How soon to ask again what is left to do in a cluster that returns. */
const ASK_AGAIN_MS = 2_000;

export interface LossHandlerOptions {
  clusters: ClusterStore;
  hub: FleetHub;
  clock: Clock;
  /** Whether this process reads the cluster live just now. */
  isSeen: (cluster: RegisteredCluster) => boolean;
  /** Whether the whole backend has started, so that every plugin that has a say is there to be asked. */
  everyoneIsUp: () => boolean;
  /** Brings this process's own view up to date. Never throws. */
  refresh: () => Promise<void>;
}

/**
 * What goes on after a cluster was declared lost or returned. Each looks at the row, the hub and the other plugins, and
 * may be called again after a crash, or by another replica, at any point: what it found before counts for nothing.
 */
export function lossHandlers(
  options: LossHandlerOptions,
): Record<string, OperationHandler> {
  const { clock, clusters, everyoneIsUp, hub, isSeen, refresh } = options;

  const knowsOfReturn = (name: string) =>
    hub.clusterFacts(name)?.lost?.state === 'returning';

  /** Until it answers again, and writes down when. */
  const lose: OperationHandler = async work => {
    const { clusterId } = inputSchema.parse(work.input);
    const cluster = await clusters.byId(clusterId);
    if (!cluster) {
      return removedMeanwhile(work);
    }
    const { lost, name } = cluster;
    const ended = (message: string): Outcome => ({
      state: 'succeeded',
      reason: message,
      steps: stepsUpTo(
        work,
        'watch',
        { state: 'succeeded', message },
        clock.now(),
      ),
    });
    if (lost?.state !== 'lost') {
      return ended(`Cluster "${name}" was declared returned`);
    }
    const answers = `Cluster "${name}" answers again; it stays declared lost until somebody declares it returned`;
    if (lost.answeredAt !== undefined) {
      return ended(answers);
    }
    if (!isSeen(cluster)) {
      const reason = `Cluster "${name}" is declared lost and does not answer`;
      return {
        state: 'waiting',
        reason,
        steps: stepsUpTo(
          work,
          'watch',
          { state: 'waiting', message: reason },
          clock.now(),
        ),
        nextAction: 'Look whether it answers',
        nextInMs: WATCH_MS,
      };
    }
    const answeredAt = clock.now().toISOString();
    return {
      ...ended(answers),
      write: trx =>
        clusters.update(trx, cluster, { lost: { ...lost, answeredAt } }),
      // An entry of its own in the operation log: nobody asked for it.
      events: [
        clusterEvent('answered', cluster, {
          actor: PLATFORM,
          outcome: 'succeeded',
          summary: answers,
        }),
      ],
    };
  };

  /** Until it is read live and no plugin has anything left to do in it. */
  const comeBack: OperationHandler = async work => {
    const { clusterId } = inputSchema.parse(work.input);
    const cluster = await clusters.byId(clusterId);
    if (!cluster) {
      return removedMeanwhile(work);
    }
    const { name } = cluster;
    const now = clock.now();
    if (work.operation.aborting || cluster.lost?.state !== 'returning') {
      return takenBack(work);
    }
    if (!knowsOfReturn(name)) {
      // Another replica took the command; plugins are asked about what this one holds.
      await refresh();
    }
    if (!knowsOfReturn(name) || !isSeen(cluster)) {
      return waitsFor(
        work,
        'read',
        `Cluster "${name}" does not answer, so nobody can see what stands in it; it goes on when it answers`,
        now,
      );
    }
    if (!everyoneIsUp()) {
      return waitsFor(work, 'settle', 'The portal is still starting', now);
    }
    const left = await hub.whyNotReturned(name, work.signal);
    if (left.length > 0) {
      return waitsFor(work, 'settle', left.join('; '), now);
    }
    const reason = `Cluster "${name}" has returned: it is one like the others`;
    return {
      state: 'succeeded',
      reason,
      steps: stepsUpTo(
        work,
        'settle',
        { state: 'succeeded', message: 'Nothing is left to stop' },
        now,
      ),
      // Throws where somebody declared it lost again just now: then this is looked at anew.
      write: trx => clusters.update(trx, cluster, { lost: undefined }),
      events: [
        clusterEvent('returned', cluster, {
          ...askedIn(work),
          outcome: 'succeeded',
          summary: reason,
        }),
      ],
    };
  };

  return { 'cluster.lose': lose, 'cluster.return': comeBack };
}

function waitsFor(
  work: OperationWork,
  step: 'read' | 'settle',
  reason: string,
  now: Date,
): Outcome {
  return {
    state: 'waiting',
    reason,
    steps: stepsUpTo(work, step, { state: 'waiting', message: reason }, now),
    nextAction: 'Look again at what stands in it',
    nextInMs: ASK_AGAIN_MS,
  };
}

function takenBack(work: OperationWork): Outcome {
  const { subject } = work.operation;
  const reason = `Cluster "${subject.name}" was declared lost again`;
  return {
    state: 'aborted',
    reason,
    events: [
      clusterEvent('returning', subject, {
        ...askedIn(work),
        outcome: 'aborted',
        summary: reason,
      }),
    ],
  };
}

/** The step as it stands; whatever comes before it is done. */
function stepsUpTo(
  { operation: { steps } }: OperationWork,
  id: string,
  change: Pick<OperationStep, 'state' | 'message'>,
  now: Date,
): OperationStep[] {
  const at = steps.findIndex(step => step.id === id);
  return steps
    .slice(0, at)
    .filter(({ state }) => state !== 'succeeded')
    .reduce(
      (before, step) =>
        withStep(before, step.id, { state: 'succeeded', message: 'Done' }, now),
      withStep(steps, id, change, now),
    );
}

function askedIn({ operation }: OperationWork) {
  return { actor: operation.requester, operationId: operation.id };
}
