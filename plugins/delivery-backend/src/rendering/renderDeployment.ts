import {
  Rendering,
  renderPodTemplate,
  selectorOf,
  workloadLabels,
} from './renderPodTemplate';
import { ServiceIdentity } from './ServiceIdentity';

/** Pods above the wished number during a rolling update, as a share of it, rounded up. */
export const MAX_SURGE_PERCENT = 25;

export function deploymentRef(identity: ServiceIdentity) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: identity.namespace,
    name: identity.service,
  };
}

/** The Deployment of a service in one cluster. Its pods are replaced one after the other, never fewer than are wished. */
export function renderDeployment(rendering: Rendering) {
  const { identity, instances, paused, revision } = rendering;
  const { minReadySeconds } = revision.spec;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      namespace: identity.namespace,
      name: identity.service,
      labels: workloadLabels(rendering),
    },
    spec: {
      replicas: instances,
      ...(paused ? { paused } : {}),
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { matchLabels: selectorOf(rendering) },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: `${MAX_SURGE_PERCENT}%`, maxUnavailable: 0 },
      },
      template: renderPodTemplate(rendering),
    },
  };
}
