import { Operation } from '@flytower/contract';
import {
  appendEvent,
  Clock,
  NewEvent,
  OperationStore,
  StartOperation,
} from '@flytower/durable';
import type { Knex } from 'knex';
import { checkInWords, clusterEvent, PLATFORM } from './clusterEvents';
import { UsableCheck } from './ClusterChecker';
import {
  configuredSteps,
  deleteSteps,
  registerSteps,
  rotateSteps,
} from './operationSteps';
import { RegisteredCluster } from './registeredCluster';

type Named = Pick<RegisteredCluster, 'id' | 'name'>;

/** A command as it is written down: the operation that goes on with it, and the event that tells of it. */
export interface Command {
  operation: StartOperation;
  event: (operationId: string) => NewEvent;
}

/** Writes a command down in the transaction of what it changes. */
export async function beginCommand(
  trx: Knex.Transaction,
  { operation, event }: Command,
  using: { operations: OperationStore; clock: Clock },
): Promise<Operation> {
  const started = await using.operations.start(trx, operation);
  await appendEvent(trx, using.clock, event(started.id));
  return started;
}

export function registerCommand(
  cluster: Named & {
    server: string;
    dataCentre: string;
    securityZone: string;
    origin: RegisteredCluster['origin'];
  },
  /** Absent where the cluster is registered before it was checked. */
  check: UsableCheck | undefined,
  requester: string,
  now: Date,
): Command {
  const { id, name, server, dataCentre, securityZone, origin } = cluster;
  const checked = check && checkInWords(check);
  return {
    operation: {
      ...startOf('cluster.register', cluster, requester),
      reason: checked
        ? 'Its nodes and workloads are being read for the first time'
        : 'It is being checked',
      steps: checked
        ? registerSteps(name, checked, now)
        : configuredSteps(name, now),
      input: { clusterId: id },
    },
    event: operationId =>
      clusterEvent('registered', cluster, {
        actor: requester,
        operationId,
        outcome: 'requested',
        summary: checked
          ? `Cluster "${name}" was registered: ${checked}`
          : `Cluster "${name}" was registered by configuration`,
        data: { server, dataCentre, securityZone, origin },
      }),
  };
}

export function rotateCommand(
  cluster: Named & Pick<RegisteredCluster, 'connectionVersion'>,
  check: UsableCheck,
  requester: string,
  now: Date,
): Command {
  const { id, name, connectionVersion } = cluster;
  const checked = checkInWords(check);
  return {
    operation: {
      ...startOf('cluster.rotate-credential', cluster, requester),
      reason: 'It connects with the new credential',
      steps: rotateSteps(name, checked, now),
      input: { clusterId: id, connectionVersion: connectionVersion + 1 },
    },
    event: operationId =>
      clusterEvent('credential-changed', cluster, {
        actor: requester,
        operationId,
        outcome: 'requested',
        summary: `Cluster "${name}" got a new credential: ${checked}`,
      }),
  };
}

export function deleteCommand(
  cluster: Named,
  lost: boolean,
  requester: string,
  now: Date,
): Command {
  const { id, name } = cluster;
  return {
    operation: {
      ...startOf('cluster.delete', cluster, requester),
      reason: 'Its credential is deleted; it is being let go of',
      steps: deleteSteps(name, now),
      input: { clusterId: id },
    },
    event: operationId =>
      clusterEvent('deleted', cluster, {
        actor: requester,
        operationId,
        outcome: 'requested',
        summary: `Cluster "${name}" was removed from the fleet`,
        data: { lost },
      }),
  };
}

export function startOf(kind: string, { id, name }: Named, requester: string) {
  return {
    kind,
    subject: { kind: 'cluster', id, name },
    requester,
    actor: PLATFORM,
  };
}
