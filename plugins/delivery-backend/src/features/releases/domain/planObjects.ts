import { PlanObject, ReleasePlan } from '@flytower/plugin-delivery-common';
import { carriedOf } from '../../../domain/bindings';
import { ServiceIdentity } from '../../../rendering/ServiceIdentity';
import { NamedObject } from '../../../workloads/WorkloadKind';
import { workloadOf } from '../../../workloads/workloadOf';
import type { PlanContext } from './planRelease';
import { Wish } from './resolveWish';

type PlannedCluster = ReleasePlan['clusters'][number];

/** The objects that a release creates, changes and removes, as they will be sent. */
export function planObjects(options: {
  identity: ServiceIdentity;
  wish: Wish;
  clusters: PlannedCluster[];
  context: PlanContext;
}): PlanObject[] {
  return options.clusters.flatMap(cluster => objectsIn(cluster, options));
}

function objectsIn(
  { cluster, action, to, dataCentre }: PlannedCluster,
  { identity, wish, context }: Parameters<typeof planObjects>[0],
): PlanObject[] {
  const kind = workloadOf(context.service);
  if (action === 'remove') {
    return [kind.workload(identity), ...kind.beside(identity)].map(ref =>
      named(cluster, action, ref),
    );
  }
  if (action === 'none' || !wish.revision) {
    return [];
  }
  const workload = kind.workload(identity);
  if (action === 'scale') {
    // What stands there is sent again with another number: that alone is worth showing.
    const { apiVersion, kind: name } = workload;
    return [
      {
        ...named(cluster, action, workload),
        manifest: {
          apiVersion,
          kind: name,
          metadata: { namespace: workload.namespace, name: workload.name },
          spec: { replicas: to },
        },
      },
    ];
  }
  const objects = kind.render({
    identity,
    stage: 'stable',
    cluster: { name: cluster, dataCentre },
    revision: wish.revision,
    bindings: context.bindings.map(carriedOf),
    instances: to,
    paused: false,
  });
  return objects
    .map(object => ({
      ...named(cluster, action, {
        apiVersion: object.apiVersion,
        kind: object.kind,
        namespace: identity.namespace,
        name: object.metadata.name,
      }),
      manifest: JSON.parse(JSON.stringify(object)),
    }))
    .reverse();
}

function named(
  cluster: string,
  action: PlanObject['action'],
  { kind, namespace, name }: NamedObject,
): PlanObject {
  return { cluster, kind, namespace, name, action };
}
