import { labelsOf } from '@flytower/kube';
import { ServiceSpec } from '@flytower/plugin-delivery-common';
import { ServiceIdentity } from './ServiceIdentity';

export function serviceRef(identity: ServiceIdentity) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    namespace: identity.namespace,
    name: identity.service,
  };
}

/**
 * The Kubernetes Service under whose name the instances answer, or nothing where the service listens on no port. It
 * selects by traffic and not by stage, so that a pod taken out of traffic stays in its workload.
 */
export function renderService(identity: ServiceIdentity, spec: ServiceSpec) {
  if (spec.ports.length === 0) {
    return undefined;
  }
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace: identity.namespace,
      name: identity.service,
      labels: labelsOf(identity),
    },
    spec: {
      type: 'ClusterIP',
      selector: {
        'flytower.dev/service-id': identity.serviceId,
        'flytower.dev/traffic': 'on',
      },
      ports: spec.ports.map(({ name, port, protocol }) => ({
        name,
        port,
        protocol,
        targetPort: name,
      })),
    },
  };
}
