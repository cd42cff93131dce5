import { z } from 'zod';
import { parseImageReference } from '../imageReference';
import { scheduleSchema } from '../schedule';

const SHOWN = 200;

/**
 * A container image, as a developer writes it.
 *
 * @public
 */
export const imageSchema = z
  .string()
  .max(4096, {
    abort: true,
    error:
      'An image reference has at most 4,096 characters: write it like payments/checkout:1.4.2',
  })
  .trim()
  .refine(text => parseImageReference(text) !== undefined, {
    error: issue =>
      issue.input
        ? `"${shown(
            issue.input,
          )}" is not an image reference: write it like payments/checkout:1.4.2 or ghcr.io/stefanprodan/podinfo@sha256:…`
        : 'A service needs an image: write it like payments/checkout:1.4.2',
  });

function shown(input: unknown): string {
  const text = String(input);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/**
 * An environment variable in plain text. Secrets do not belong here.
 *
 * @public
 */
export const variableSchema = z.object({
  name: z
    .string()
    .max(253)
    .regex(
      /^[A-Za-z_][A-Za-z0-9_]*$/,
      "A variable's name has letters, digits and underscores and starts with no digit",
    ),
  value: z.string().max(32_768),
});

/**
 * A port that the service listens on, and under which its Kubernetes Service answers.
 *
 * @public
 */
export const portSchema = z.object({
  name: z
    .string()
    .regex(
      /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/,
      "A port's name has at most 15 small letters, digits and hyphens, with at least one letter",
    ),
  port: z
    .int('A port is a number from 1 to 65535')
    .min(1, 'A port is a number from 1 to 65535')
    .max(65_535, 'A port is a number from 1 to 65535'),
  protocol: z.enum(['TCP', 'UDP']).default('TCP'),
});

const probeTiming = {
  initialDelaySeconds: z.int().min(0).max(3600).default(0),
  periodSeconds: z.int().min(1).max(3600).default(10),
  timeoutSeconds: z.int().min(1).max(600).default(1),
  failureThreshold: z.int().min(1).max(100).default(3),
};

/**
 * How Kubernetes asks an instance whether it is well. `port` is the name of one of the service's ports.
 *
 * @public
 */
export const probeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('http'),
    port: z.string(),
    path: z
      .string()
      .max(2000)
      .regex(/^\//, 'The path of a probe starts with /'),
    ...probeTiming,
  }),
  z.object({ kind: z.literal('tcp'), port: z.string(), ...probeTiming }),
]);

/** @public */
export type Probe = z.output<typeof probeSchema>;

/**
 * What one instance gets; it is reserved for it and it may not use more.
 *
 * @public
 */
export const instanceResourcesSchema = z.object({
  cpuMillicores: z
    .int()
    .min(1, 'An instance needs at least 1 millicore of CPU')
    .max(1_000_000),
  memoryBytes: z
    .int()
    .min(4 * 1024 ** 2, 'An instance needs at least 4 MiB of memory')
    .max(4 * 1024 ** 4),
});

/**
 * What a revision fixes: everything that the pods are made from. Instances, placement and domains are not in it.
 *
 * @public
 */
export const serviceSpecSchema = z
  .object({
    image: imageSchema,
    command: z.array(z.string().max(4096)).max(100).default([]),
    args: z.array(z.string().max(4096)).max(100).default([]),
    variables: z
      .array(variableSchema)
      .max(500)
      .default([])
      .refine(
        variables =>
          new Set(variables.map(v => v.name)).size === variables.length,
        'A variable is given twice: each name may stand once',
      ),
    ports: z
      .array(portSchema)
      .max(20)
      .default([])
      .refine(
        ports =>
          new Set(ports.map(p => p.name)).size === ports.length &&
          new Set(ports.map(p => `${p.protocol} ${p.port}`)).size ===
            ports.length,
        'A port is given twice: each name and number may stand once',
      ),
    resources: instanceResourcesSchema,
    probes: z
      .object({
        startup: probeSchema.optional(),
        readiness: probeSchema.optional(),
        liveness: probeSchema.optional(),
      })
      .default({}),
    minReadySeconds: z
      .int('Give whole seconds from 0 to 600')
      .min(0, 'Give whole seconds from 0 to 600')
      .max(600, 'Give whole seconds from 0 to 600')
      .optional()
      .describe(
        'How long an instance must have been ready, without an interruption, before it counts and the next one is replaced',
      ),
    schedule: scheduleSchema
      .optional()
      .describe('Of a scheduled job, and of nothing else'),
  })
  .superRefine((spec, context) => {
    for (const [name, probe] of Object.entries(spec.probes)) {
      const port = spec.ports.find(p => p.name === probe?.port);
      if (probe && port?.protocol !== 'TCP') {
        context.addIssue({
          code: 'custom',
          path: ['probes', name, 'port'],
          message: `The ${name} probe asks port "${probe.port}", which is none of the service's TCP ports`,
        });
      }
    }
  });

/** @public */
export type ServiceSpec = z.output<typeof serviceSpecSchema>;

/** @public */
export type ServiceSpecInput = z.input<typeof serviceSpecSchema>;

/**
 * What a service is: `web` answers on its ports, `worker` runs without any, `scheduled-job` runs to its end at certain
 * times. It never changes.
 *
 * @public
 */
export const serviceKindSchema = z.enum(['web', 'worker', 'scheduled-job']);

/** @public */
export type ServiceKind = z.infer<typeof serviceKindSchema>;

const KIND_IN_WORDS = {
  web: 'A web service',
  worker: 'A worker',
  'scheduled-job': 'A scheduled job',
} satisfies Record<ServiceKind, string>;

/**
 * Why a specification is none of a service of this kind, in a sentence with the path of the field; nothing where it is.
 *
 * @public
 */
export function specProblemOf(
  kind: ServiceKind,
  spec: ServiceSpec,
): { path: string[]; message: string } | undefined {
  if (kind !== 'web' && spec.ports.length > 0) {
    return {
      path: ['ports'],
      message: `${KIND_IN_WORDS[kind]} listens on no port: leave the ports out, or make it a web service`,
    };
  }
  if (kind === 'scheduled-job' && !spec.schedule) {
    return {
      path: ['schedule'],
      message: 'A scheduled job needs a schedule, like 30 2 * * 1-5',
    };
  }
  return kind !== 'scheduled-job' && spec.schedule
    ? {
        path: ['schedule'],
        message: `${KIND_IN_WORDS[kind]} has no schedule: leave it out, or make it a scheduled job`,
      }
    : undefined;
}
