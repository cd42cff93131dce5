import { ReleasePlan, ServiceSpec } from '@flytower/plugin-delivery-common';

/** What differs between what runs and what will run, field by field, in words that a developer wrote or knows. */
export function changesBetween(
  before: ServiceSpec | undefined,
  after: ServiceSpec | undefined,
): ReleasePlan['changes'] {
  const old = before ? fieldsOf(before) : {};
  const fresh = after ? fieldsOf(after) : {};
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter(field => old[field] !== fresh[field])
    .map(field => ({
      field,
      ...(old[field] === undefined ? {} : { before: old[field] }),
      ...(fresh[field] === undefined ? {} : { after: fresh[field] }),
    }));
}

function fieldsOf(spec: ServiceSpec): Record<string, string | undefined> {
  const { resources, probes } = spec;
  return {
    image: spec.image,
    command: spec.command.join(' ') || undefined,
    arguments: spec.args.join(' ') || undefined,
    CPU: `${resources.cpuMillicores / 1000} cores`,
    memory: `${Math.round((resources.memoryBytes / 2 ** 20) * 100) / 100} MiB`,
    ...Object.fromEntries(
      spec.ports.map(p => [`port ${p.name}`, `${p.port}/${p.protocol}`]),
    ),
    ...Object.fromEntries(
      spec.variables.map(v => [`variable ${v.name}`, v.value]),
    ),
    ...Object.fromEntries(
      (['startup', 'readiness', 'liveness'] as const).map(name => {
        const probe = probes[name];
        return [`${name} probe`, probe && probeInWords(probe)];
      }),
    ),
  };
}

function probeInWords(
  probe: NonNullable<ServiceSpec['probes']['readiness']>,
): string {
  const what =
    probe.kind === 'http' ? `GET ${probe.path} on ${probe.port}` : probe.port;
  return `${what}, every ${probe.periodSeconds} s after ${probe.initialDelaySeconds} s, at most ${probe.timeoutSeconds} s, ${probe.failureThreshold} failures`;
}
