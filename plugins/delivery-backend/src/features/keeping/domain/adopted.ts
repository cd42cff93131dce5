import { Manifest } from '@flytower/kube';
import {
  serviceSpecSchema,
  ServiceSpec,
} from '@flytower/plugin-delivery-common';
import { BoundCredentials } from '@flytower/plugin-public-services-node';
import { z } from 'zod';
import { CarriedBinding, carriedOf } from '../../../domain/bindings';
import { WishRecord } from '../../../domain/records';
import { SPEC } from '../../../workloads/stamp';

/** What of a live workload matters here. */
const liveSchema = z.object({
  spec: z.looseObject({
    replicas: z.int().optional(),
    paused: z.boolean().optional(),
    suspend: z.boolean().optional(),
  }),
});

/** How many instances a live workload asks for, and whether it stands still. */
export function numbersOf(workload: Manifest): {
  instances: number;
  paused: boolean;
} {
  const { spec } = liveSchema.parse(JSON.parse(JSON.stringify(workload)));
  return {
    instances: spec.replicas ?? 1,
    paused: spec.paused ?? spec.suspend ?? false,
  };
}

/** The specification that a workload carries; nothing where it carries none that can be read. */
export function carriedSpec(
  annotations: Readonly<Record<string, string>>,
): ServiceSpec | undefined {
  try {
    return serviceSpecSchema.parse(JSON.parse(annotations[SPEC] ?? ''));
  } catch {
    return undefined;
  }
}

/** The bindings whose Secrets the pods name, in the versions that they name. */
export function carriedBindings(
  secrets: readonly string[],
  bound: readonly BoundCredentials[],
): CarriedBinding[] {
  return bound.flatMap(one => {
    const prefix = `${one.binding}-v`;
    const secretName = secrets.find(
      name =>
        name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)),
    );
    return secretName === undefined
      ? []
      : [
          {
            ...carriedOf(one),
            secretName,
            version: Number(secretName.slice(prefix.length)),
          },
        ];
  });
}

/** What is wished once a cluster is taken as it is: its instances, and its weight where it had none. */
export function wishAfter(
  wish: Pick<WishRecord, 'placement' | 'counts'> | undefined,
  adopted: { cluster: string; instances: number },
): Pick<WishRecord, 'placement' | 'counts'> {
  const { cluster, instances } = adopted;
  const counts = [
    ...(wish?.counts ?? []).filter(one => one.cluster !== cluster),
    adopted,
  ].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  const clusters = wish?.placement.clusters ?? [];
  return {
    counts,
    placement: {
      instances: counts.reduce((sum, one) => sum + one.instances, 0),
      clusters: clusters.some(one => one.cluster === cluster)
        ? clusters
        : [...clusters, { cluster, weight: Math.max(1, instances) }],
    },
  };
}
