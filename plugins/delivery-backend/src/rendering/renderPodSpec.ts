import { createHash } from 'node:crypto';
import { JsonObject, JsonValue } from '@backstage/types';
import { Probe, ServiceSpec } from '@flytower/plugin-delivery-common';

/** The one container of a service; its name stands in every `kubectl logs -c`. */
export const CONTAINER = 'main';

/**
 * The pods' specification: a pure function of the service's, the same in every environment and cluster.
 *
 * What an instance asks for is also its limit, so that quota is exact and no instance lives at its neighbours' cost. No
 * ServiceAccount token is mounted, and nothing in the container gains rights. It may still run as root: most images do,
 * and the namespace's own pod-security level decides about that.
 */
export function renderPodSpec(spec: ServiceSpec) {
  const { resources, probes } = spec;
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
        ...(spec.variables.length > 0
          ? { env: spec.variables.map(({ name, value }) => ({ name, value })) }
          : {}),
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
 * SHA-256 of the rendered pod specification. Equal hashes mean that no pod would be replaced.
 */
export function revisionHashOf(spec: ServiceSpec): string {
  return createHash('sha256')
    .update(canonical(renderPodSpec(spec)))
    .digest('hex')
    .slice(0, 16);
}

/** JSON with sorted keys: the same value gives the same text, however it was put together. */
function canonical(value: JsonValue | object): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isPlainObject(part)
      ? Object.fromEntries(
          Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}

function isPlainObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
