import { OperationStep } from '@flytower/contract';
import { ClusterLoss } from '@flytower/plugin-fleet-common';
import { UsableCheck } from '../registrations/ClusterChecker';
import { checkInWords, clusterEvent } from '../registrations/clusterEvents';
import { Command, startOf } from '../registrations/commands';
import { begun, done } from '../registrations/operationSteps';
import { RegisteredCluster } from '../registrations/registeredCluster';

type Named = Pick<RegisteredCluster, 'id' | 'name'>;

export function lostCommand(
  cluster: Named,
  { reason }: Pick<ClusterLoss, 'reason'>,
  /** That it was declared lost although it answered. */
  despiteSight: boolean,
  requester: string,
  now: Date,
): Command {
  const { id, name } = cluster;
  return {
    operation: {
      ...startOf('cluster.lose', cluster, requester),
      reason: 'It is left out, and watched for its return',
      steps: [
        done(
          name,
          now,
          'declare',
          'Leave it out',
          'What was there counts as gone',
        ),
        begun(name, now, 'watch', 'Watch whether it answers again'),
      ],
      input: { clusterId: id },
    },
    // What is asked is done with this transaction: the operation goes on only to watch.
    event: operationId =>
      clusterEvent('lost', cluster, {
        actor: requester,
        operationId,
        outcome: 'succeeded',
        summary: `Cluster "${name}" was declared lost${
          despiteSight ? ' although it answered' : ''
        }: ${reason}`,
        data: { reason, despiteSight },
      }),
  };
}

export function returnedCommand(
  cluster: Named,
  check: UsableCheck,
  requester: string,
  now: Date,
): Command {
  const { id, name } = cluster;
  const checked = checkInWords(check);
  return {
    operation: {
      ...startOf('cluster.return', cluster, requester),
      reason: 'What is in it is looked at before it is one like the others',
      steps: returnSteps(name, checked, now),
      input: { clusterId: id },
    },
    event: operationId =>
      clusterEvent('returning', cluster, {
        actor: requester,
        operationId,
        outcome: 'requested',
        summary: `Cluster "${name}" was declared returned: ${checked}`,
      }),
  };
}

function returnSteps(
  cluster: string,
  checked: string,
  now: Date,
): OperationStep[] {
  return [
    done(
      cluster,
      now,
      'check',
      'Check that it is the same cluster, and may be used',
      checked,
    ),
    begun(cluster, now, 'read', 'Read what stands in it'),
    {
      id: 'settle',
      title: 'Stop in it what runs elsewhere now',
      cluster,
      state: 'pending',
    },
  ];
}
