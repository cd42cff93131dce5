import { labelsOf, Stage } from '@flytower/kube';
import { ServiceSpec } from '@flytower/plugin-delivery-common';
import { CarriedBinding, credentialsHashOf } from '../domain/bindings';
import { renderPodSpec } from './renderPodSpec';
import { ClusterIdentity, ServiceIdentity } from './ServiceIdentity';

/** The label of workloads and pods that names their revision by its hash. */
export const REVISION = 'flytower.dev/revision';

/** The label of pods that names what they carry of bindings, by its hash; without bindings there is none. */
export const CREDENTIALS = 'flytower.dev/credentials';

/** What a workload is rendered from. */
export interface Rendering {
  identity: ServiceIdentity;
  stage: Stage;
  cluster: ClusterIdentity;
  revision: { hash: string; spec: ServiceSpec };
  bindings: readonly CarriedBinding[];
  instances: number;
  /** Stops a rolling update where it stands, or the runs of a scheduled job. */
  paused: boolean;
}

/** The labels that a workload selects its pods by, for ever. */
export function selectorOf({
  identity,
  stage,
}: Pick<Rendering, 'identity' | 'stage'>) {
  return {
    'flytower.dev/service-id': identity.serviceId,
    'flytower.dev/stage': stage,
  };
}

/** The labels of a workload itself. */
export function workloadLabels({ identity, stage, revision }: Rendering) {
  return { ...labelsOf({ ...identity, stage }), [REVISION]: revision.hash };
}

/**
 * What the pods of a service are made from, whatever their workload is. It changes with the revision and the credentials it
 * carries (and with the data centre of the cluster) and with nothing else: who released what when are annotations of the
 * workload, which restart nobody.
 */
export function renderPodTemplate(rendering: Rendering) {
  const { identity, stage, cluster, revision, bindings } = rendering;
  const credentials = credentialsHashOf(bindings);
  return {
    metadata: {
      labels: {
        ...labelsOf({ ...identity, stage }),
        'flytower.dev/cluster': cluster.name,
        'flytower.dev/data-centre': cluster.dataCentre,
        'flytower.dev/traffic': 'on',
        [REVISION]: revision.hash,
        ...(credentials === undefined ? {} : { [CREDENTIALS]: credentials }),
      },
    },
    spec: renderPodSpec(revision.spec, bindings),
  };
}
