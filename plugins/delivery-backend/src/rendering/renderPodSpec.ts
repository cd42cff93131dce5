import { createHash } from 'node:crypto';
import { Probe, ServiceSpec } from '@flytower/plugin-delivery-common';
import { CarriedBinding } from '../domain/bindings';
import { canonical } from './canonical';

/** The one container of a service; its name stands in every `kubectl logs -c`. */
export const CONTAINER = 'main';

/**
 * The pods' specification: a pure function of the service's and of the bindings that it carries in an environment, the same
 * in every cluster. What comes from a binding is a reference to its Secret, after the plain variables.
 *
 * What an instance asks for is also its limit, so that quota is exact and no instance lives at its neighbours' cost. No
 * ServiceAccount token is mounted, and nothing in the container gains rights. It may still run as root: most images do,
 * and the namespace's own pod-security level decides about that.
 */
export function renderPodSpec(
  spec: ServiceSpec,
  bindings: readonly CarriedBinding[] = [],
) {
  const { resources, probes } = spec;
  const env = [...spec.variables.map(plain), ...bindings.flatMap(fromSecret)];
  const amounts = {
    cpu: `${resources.cpuMillicores}m`,
    memory: String(resources.memoryBytes),
  };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: CONTAINER,
        image: spec.image,
        ...(spec.command.length > 0 ? { command: spec.command } : {}),
        ...(spec.args.length > 0 ? { args: spec.args } : {}),
        ...(env.length > 0 ? { env } : {}),
        ...(spec.ports.length > 0
          ? {
              ports: spec.ports.map(({ name, port, protocol }) => ({
                name,
                containerPort: port,
                protocol,
              })),
            }
          : {}),
        resources: { requests: amounts, limits: amounts },
        ...(probes.startup
          ? { startupProbe: renderProbe(probes.startup) }
          : {}),
        ...(probes.readiness
          ? { readinessProbe: renderProbe(probes.readiness) }
          : {}),
        ...(probes.liveness
          ? { livenessProbe: renderProbe(probes.liveness) }
          : {}),
        securityContext: { allowPrivilegeEscalation: false },
      },
    ],
  };
}

function plain({ name, value }: ServiceSpec['variables'][number]) {
  return { name, value };
}

function fromSecret({ secretName, variables }: CarriedBinding) {
  return variables.map(({ name, key }) => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName, key } },
  }));
}

function renderProbe(probe: Probe) {
  const timing = {
    initialDelaySeconds: probe.initialDelaySeconds,
    periodSeconds: probe.periodSeconds,
    timeoutSeconds: probe.timeoutSeconds,
    failureThreshold: probe.failureThreshold,
  };
  return probe.kind === 'http'
    ? { httpGet: { path: probe.path, port: probe.port }, ...timing }
    : { tcpSocket: { port: probe.port }, ...timing };
}

/**
 * The hash that names a revision, also as the label `flytower.dev/revision`: the first 16 hexadecimal digits of the
 * SHA-256 of the pod specification rendered without bindings, which are an environment's affair. Pods of equal hashes and
 * equal {@link credentialsHashOf} are the same.
 */
export function revisionHashOf(spec: ServiceSpec): string {
  return createHash('sha256')
    .update(
      canonical(
        // These are no part of the pods, but another revision all the same.
        spec.schedule || spec.minReadySeconds
          ? {
              pod: renderPodSpec(spec),
              ...(spec.schedule ? { schedule: spec.schedule } : {}),
              ...(spec.minReadySeconds
                ? { minReadySeconds: spec.minReadySeconds }
                : {}),
            }
          : renderPodSpec(spec),
      ),
    )
    .digest('hex')
    .slice(0, 16);
}
