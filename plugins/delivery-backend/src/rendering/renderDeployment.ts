import { labelsOf } from '@flytower/kube';
import { ServiceSpec } from '@flytower/plugin-delivery-common';
import { CarriedBinding, credentialsHashOf } from '../domain/bindings';
import { renderPodSpec } from './renderPodSpec';
import { ClusterIdentity, ServiceIdentity } from './ServiceIdentity';

/** Pods above the wished number during a rolling update, as a share of it, rounded up. */
export const MAX_SURGE_PERCENT = 25;

/** Owns the template and everything else of a workload but its replicas. */
export const RELEASE_MANAGER = 'flytower-release';
/** Owns the replicas alone. */
export const SCALE_MANAGER = 'flytower-scale';

/** The annotation of a workload that says which release applied it last. */
export const RELEASE_ID = 'flytower.dev/release-id';
/** The label of workloads and pods that names their revision by its hash. */
export const REVISION = 'flytower.dev/revision';

/** The label of pods that names what they carry of bindings, by its hash; without bindings there is none. */
export const CREDENTIALS = 'flytower.dev/credentials';

/** The labels that a workload selects its pods by, for ever. */
export function selectorOf(identity: ServiceIdentity) {
  return {
    'flytower.dev/service-id': identity.serviceId,
    'flytower.dev/stage': 'stable',
  };
}

export function deploymentRef(identity: ServiceIdentity) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: identity.namespace,
    name: identity.service,
  };
}

/** What a workload is rendered from. */
export interface Rendering {
  identity: ServiceIdentity;
  cluster: ClusterIdentity;
  revision: { hash: string; spec: ServiceSpec };
  bindings: readonly CarriedBinding[];
  /** None in a plan: the release has no id yet. */
  release?: { id: string; requester: string };
}

/** Which release applied a workload last, and who asked for it. */
export function annotationsOf({
  release,
}: Pick<Rendering, 'release'>):
  | { annotations: Record<string, string> }
  | Record<string, never> {
  return release
    ? {
        annotations: {
          [RELEASE_ID]: release.id,
          'flytower.dev/requester': release.requester,
        },
      }
    : {};
}

/** What the pods of a service are made from, whatever their workload is. */
export function renderPodTemplate(rendering: Rendering) {
  const { identity, cluster, revision, bindings } = rendering;
  const credentials = credentialsHashOf(bindings);
  return {
    metadata: {
      labels: {
        ...labelsOf({ ...identity, stage: 'stable' }),
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

/**
 * The Deployment of a service in one cluster.
 *
 * Its pod template changes with the revision and the credentials it carries (and with the data centre of the cluster) and
 * with nothing else: release
 * and requester are annotations of the workload, which restart nobody. `replicas` is sent on create alone; afterwards it
 * belongs to {@link SCALE_MANAGER}. `paused` stops a rolling update where it stands.
 */
export function renderDeployment(
  options: Rendering & { replicas?: number; paused?: boolean },
) {
  const { identity, revision } = options;
  const labels = labelsOf({ ...identity, stage: 'stable' });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      namespace: identity.namespace,
      name: identity.service,
      labels: { ...labels, [REVISION]: revision.hash },
      ...annotationsOf(options),
    },
    spec: {
      ...(options.replicas === undefined ? {} : { replicas: options.replicas }),
      ...(options.paused ? { paused: true } : {}),
      selector: { matchLabels: selectorOf(identity) },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: `${MAX_SURGE_PERCENT}%`, maxUnavailable: 0 },
      },
      template: renderPodTemplate(options),
    },
  };
}

/** What {@link SCALE_MANAGER} applies: the number of instances and nothing else. */
export function renderScale(identity: ServiceIdentity, replicas: number) {
  const { apiVersion, kind, namespace, name } = deploymentRef(identity);
  return {
    apiVersion,
    kind,
    metadata: { namespace, name },
    spec: { replicas },
  };
}
