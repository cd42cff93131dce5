import { Manifest, PodRow } from '@flytower/kube';
import { credentialsHashOf } from '../domain/bindings';
import { ManifestFacts } from '../domain/records';
import { deploymentRef, renderDeployment } from '../rendering/renderDeployment';
import { CREDENTIALS, REVISION } from '../rendering/renderPodTemplate';
import { renderService, serviceRef } from '../rendering/renderService';
import { WorkloadKind } from './WorkloadKind';

/** Whether a pod is of another revision, or carries other credentials, than what was sent. */
export function isOld(
  pod: PodRow,
  { revisionHash, bindings }: Pick<ManifestFacts, 'revisionHash' | 'bindings'>,
): boolean {
  return (
    pod.labels[REVISION] !== revisionHash ||
    pod.labels[CREDENTIALS] !== credentialsHashOf(bindings)
  );
}

/** Services that answer or work: a Deployment, and a Service where it listens. */
export const deploymentWorkload: WorkloadKind = {
  counted: true,
  workload: deploymentRef,
  beside: identity => [serviceRef(identity)],
  render: rendering => {
    const service = renderService(rendering.identity, rendering.revision.spec);
    return [...(service ? [service] : []), renderDeployment(rendering)];
  },
  resize: (objects, { instances, paused }) =>
    objects.map((object): Manifest => {
      if (object.kind !== 'Deployment') {
        return object;
      }
      const { paused: _, ...spec }: { paused?: boolean } = {
        ...object.spec,
      };
      return {
        ...object,
        spec: { ...spec, replicas: instances, ...(paused ? { paused } : {}) },
      };
    }),
  count: ({ pods }, sent) => {
    const staying = pods.filter(pod => !pod.deleting);
    const updated = staying.filter(pod => !isOld(pod, sent));
    return {
      current: staying.length,
      updated: updated.length,
      ready: updated.filter(pod => pod.ready).length,
    };
  },
  expects: ({ instances }) => instances,
  arrived: ({ workload, pods }, sent) =>
    workload !== undefined &&
    workload.replicas === sent.instances &&
    workload.updated === sent.instances &&
    workload.available === sent.instances &&
    !pods.some(pod => !pod.deleting && isOld(pod, sent)),
};
