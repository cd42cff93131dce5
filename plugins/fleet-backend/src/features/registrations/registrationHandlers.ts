import { OperationState, OperationStep } from '@flytower/contract';
import { Clock, NewEvent, OperationHandler, Outcome } from '@flytower/durable';
import { ClusterFacts, FleetHub } from '@flytower/plugin-fleet-node';
import { z } from 'zod';
import { ClusterChecker } from './ClusterChecker';
import { checkInWords, clusterEvent } from './clusterEvents';
import { ClusterStore } from './ClusterStore';
import { withStep } from './operationSteps';
import { RegisteredCluster } from './registeredCluster';
import { removedMeanwhile } from './removal';

const inputSchema = z.object({ clusterId: z.string() });
const rotateInputSchema = inputSchema.extend({ connectionVersion: z.int() });

/** How soon to look again at an inventory that is being read. A hint from the hub wakes the operation earlier. */
const LOOK_AGAIN_MS = 2_000;
/** How soon to speak again to a cluster that could not be used. */
const CHECK_AGAIN_MS = 15_000;

export interface RegistrationHandlerOptions {
  clusters: ClusterStore;
  checker: ClusterChecker;
  hub: FleetHub;
  clock: Clock;
  /** The connection's version that this process reads a cluster by; undefined while it reads none. */
  linkedVersion: (clusterId: string) => number | undefined;
  refresh: () => Promise<void>;
}

/**
 * What goes on after a command on a registration: the first check of a configured cluster, the first reading, the
 * change-over to a new credential, the letting go. Each looks at the row and at the hub, and says what it waits for.
 */
export function registrationHandlers(
  options: RegistrationHandlerOptions,
): Record<string, OperationHandler> {
  const { checker, clock, clusters, hub, linkedVersion, refresh } = options;

  /** Until the cluster is read live by a connection of at least this version. */
  const whenLive = (
    cluster: RegisteredCluster,
    version: number,
    steps: OperationStep[],
    finished: (facts: ClusterFacts) => { reason: string; event: NewEvent },
  ): Outcome => {
    const facts = hub.clusterFacts(cluster.name);
    const linked = linkedVersion(cluster.id) ?? 0;
    const seen = facts?.id === cluster.id && linked >= version;
    const state = seen ? facts.health.data.state : 'syncing';
    if (seen && state === 'live') {
      const { reason, event } = finished(facts);
      return {
        state: 'succeeded',
        reason,
        steps: withStep(
          steps,
          'read',
          { state: 'succeeded', message: facts.health.sentence },
          clock.now(),
        ),
        events: [event],
      };
    }
    const reason = seen
      ? facts.health.data.sentence
      : `The cluster "${cluster.name}" is about to be read`;
    const [operationState, stepState]: [
      OperationState,
      OperationStep['state'],
    ] =
      state === 'stale'
        ? ['waiting', 'waiting']
        : ['in-progress', 'in-progress'];
    return {
      state: operationState,
      reason,
      steps: withStep(
        steps,
        'read',
        { state: stepState, message: reason },
        clock.now(),
      ),
      nextAction: 'Look at what was read',
      nextInMs: LOOK_AGAIN_MS,
    };
  };

  const register: OperationHandler = async work => {
    const { clusterId } = inputSchema.parse(work.input);
    const cluster = await clusters.byId(clusterId);
    if (!cluster) {
      return removedMeanwhile(work);
    }
    let steps = work.operation.steps;
    if (!cluster.checked) {
      work.signal.throwIfAborted();
      const check = await checker.recheck(cluster);
      await refresh();
      if (check.outcome === 'refused') {
        return {
          state: 'waiting',
          reason: check.sentence,
          steps: withStep(
            steps,
            'check',
            { state: 'waiting', message: check.sentence },
            clock.now(),
          ),
          nextAction: 'Check it again',
          nextInMs: CHECK_AGAIN_MS,
        };
      }
      steps = withStep(
        steps,
        'check',
        { state: 'succeeded', message: checkInWords(check) },
        clock.now(),
      );
    }
    return whenLive(cluster, 1, steps, facts => {
      const reason = `Cluster "${cluster.name}" is in the fleet: ${facts.health.sentence}`;
      return {
        reason,
        event: clusterEvent('connected', cluster, {
          actor: work.operation.requester,
          operationId: work.operation.id,
          outcome: 'succeeded',
          summary: reason,
        }),
      };
    });
  };

  const rotate: OperationHandler = async work => {
    const { clusterId, connectionVersion } = rotateInputSchema.parse(
      work.input,
    );
    const cluster = await clusters.byId(clusterId);
    if (!cluster) {
      return removedMeanwhile(work);
    }
    const { steps } = work.operation;
    return whenLive(cluster, connectionVersion, steps, () => {
      const reason = `Cluster "${cluster.name}" is read with the new credential`;
      return {
        reason,
        event: clusterEvent('credential-in-use', cluster, {
          actor: work.operation.requester,
          operationId: work.operation.id,
          outcome: 'succeeded',
          summary: reason,
        }),
      };
    });
  };

  const remove: OperationHandler = async work => {
    const { clusterId } = inputSchema.parse(work.input);
    if (linkedVersion(clusterId) !== undefined) {
      await refresh();
    }
    if (linkedVersion(clusterId) !== undefined) {
      return {
        state: 'in-progress',
        reason: 'The connections to it are being closed',
        nextInMs: LOOK_AGAIN_MS,
      };
    }
    const { subject } = work.operation;
    const reason = `Cluster "${subject.name}" has left the fleet; nothing in it was changed`;
    return {
      state: 'succeeded',
      reason,
      steps: withStep(
        work.operation.steps,
        'leave',
        { state: 'succeeded', message: 'Closed' },
        clock.now(),
      ),
      events: [
        clusterEvent('left', subject, {
          actor: work.operation.requester,
          operationId: work.operation.id,
          outcome: 'succeeded',
          summary: reason,
        }),
      ],
    };
  };

  return {
    'cluster.register': register,
    'cluster.rotate-credential': rotate,
    'cluster.delete': remove,
  };
}
