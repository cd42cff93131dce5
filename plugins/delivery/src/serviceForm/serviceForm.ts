import {
  createServiceSchema,
  Probe,
  Schedule,
  ServiceKind,
  ServiceSpec,
  ServiceSpecInput,
} from '@flytower/plugin-delivery-common';
import { z } from 'zod';
import { ProblemCode, slugProblems } from '../problemCodes';

const MiB = 1024 ** 2;

/** The port of the form has this name, by which the checks refer to it. */
const PORT_NAME = 'http';

/** How an instance is asked whether it is well. */
export type CheckKind = 'none' | 'tcp' | 'http';

/** The units of people, and one port; what the form has no field for stays as it is in the specification. */
export type ServiceForm = {
  displayName: string;
  slug: string;
  /** False while the slug is our suggestion from the display name. */
  slugChosen: boolean;
  kind: ServiceKind;
  image: string;
  /** NaN where the service listens on none. */
  port: number;
  cpuCores: number;
  memoryMiB: number;
  readiness: CheckKind;
  readinessPath: string;
  liveness: CheckKind;
  livenessPath: string;
  variables: Record<string, string>;
  /** Of a scheduled job: five cron fields, and the time zone they are meant in. */
  cron: string;
  timeZone: string;
  concurrency: Schedule['concurrency'];
};

/** A service just begun. Its readiness check asks the port, which fits whatever answers there. */
export const emptyService: ServiceForm = {
  displayName: '',
  slug: '',
  slugChosen: false,
  kind: 'web',
  image: '',
  port: 8080,
  cpuCores: 0.1,
  memoryMiB: 128,
  readiness: 'tcp',
  readinessPath: '/healthz',
  liveness: 'none',
  livenessPath: '/healthz',
  variables: {},
  cron: '0 2 * * *',
  timeZone: 'Etc/UTC',
  concurrency: 'forbid',
};

/** The form of a service that exists. */
export function formOf(service: {
  displayName: string;
  slug: string;
  kind: ServiceKind;
  draft: ServiceSpec;
}): ServiceForm {
  const { displayName, slug, kind, draft } = service;
  const { schedule } = draft;
  const { readiness, liveness } = draft.probes;
  return {
    displayName,
    slug,
    slugChosen: true,
    kind,
    image: draft.image,
    port: draft.ports.at(0)?.port ?? Number.NaN,
    cpuCores: draft.resources.cpuMillicores / 1000,
    memoryMiB: draft.resources.memoryBytes / MiB,
    readiness: readiness?.kind ?? 'none',
    readinessPath:
      readiness?.kind === 'http' ? readiness.path : emptyService.readinessPath,
    liveness: liveness?.kind ?? 'none',
    livenessPath:
      liveness?.kind === 'http' ? liveness.path : emptyService.livenessPath,
    variables: Object.fromEntries(
      draft.variables.map(({ name, value }) => [name, value]),
    ),
    cron: schedule?.cron ?? emptyService.cron,
    timeZone: schedule?.timeZone ?? emptyService.timeZone,
    concurrency: schedule?.concurrency ?? emptyService.concurrency,
  };
}

/**
 * The specification that the form means.
 *
 * @param before - the specification as it was, for what the form has no field for: command, further ports, timing
 */
export function toSpec(
  form: ServiceForm,
  before?: ServiceSpec,
): ServiceSpecInput {
  const [first, ...furtherPorts] = before?.ports ?? [];
  const name = first?.name ?? PORT_NAME;
  const answers = form.kind === 'web';
  return {
    image: form.image,
    command: before?.command,
    args: before?.args,
    variables: Object.entries(form.variables).map(([variable, value]) => ({
      name: variable,
      value,
    })),
    ports:
      !answers || Number.isNaN(form.port)
        ? furtherPorts
        : [{ ...first, name, port: form.port }, ...furtherPorts],
    resources: {
      cpuMillicores: Math.round(form.cpuCores * 1000),
      memoryBytes: Math.round(form.memoryMiB * MiB),
    },
    schedule:
      form.kind === 'scheduled-job'
        ? {
            cron: form.cron,
            timeZone: form.timeZone,
            concurrency: form.concurrency,
            deadlineSeconds: before?.schedule?.deadlineSeconds,
          }
        : undefined,
    probes: !answers
      ? {}
      : {
          startup: before?.probes.startup,
          readiness: toProbe(
            form.readiness,
            form.readinessPath,
            name,
            before?.probes.readiness,
          ),
          liveness: toProbe(
            form.liveness,
            form.livenessPath,
            name,
            before?.probes.liveness,
          ),
        },
  };
}

function toProbe(
  kind: CheckKind,
  path: string,
  port: string,
  before: Probe | undefined,
): NonNullable<ServiceSpecInput['probes']>['readiness'] {
  const timing = before && {
    initialDelaySeconds: before.initialDelaySeconds,
    periodSeconds: before.periodSeconds,
    timeoutSeconds: before.timeoutSeconds,
    failureThreshold: before.failureThreshold,
  };
  switch (kind) {
    case 'none':
      return undefined;
    case 'tcp':
      return { ...timing, kind, port: before?.port ?? port };
    case 'http':
      return { ...timing, kind, port: before?.port ?? port, path };
    default:
      throw new Error(`Unknown kind of check ${kind satisfies never}`);
  }
}

/** The body that creates the service. */
export function toService(
  form: ServiceForm,
  before?: ServiceSpec,
): z.input<typeof createServiceSchema> {
  return {
    slug: form.slug,
    displayName: form.displayName,
    kind: form.kind,
    spec: toSpec(form, before),
  };
}

const fieldOfPath: Record<string, keyof ServiceForm> = {
  slug: 'slug',
  displayName: 'displayName',
  'spec.image': 'image',
  'spec.ports': 'port',
  'spec.resources.cpuMillicores': 'cpuCores',
  'spec.resources.memoryBytes': 'memoryMiB',
  'spec.probes.readiness.path': 'readinessPath',
  'spec.probes.readiness': 'readiness',
  'spec.probes.liveness.path': 'livenessPath',
  'spec.probes.liveness': 'liveness',
  'spec.variables': 'variables',
  'spec.schedule.cron': 'cron',
  'spec.schedule.timeZone': 'timeZone',
};

const codes: Record<string, ProblemCode> = {
  'displayName:too_small': 'displayName.missing',
  'displayName:too_big': 'displayName.tooLong',
  ...slugProblems,
  'readinessPath:invalid_format': 'path.malformed',
  'livenessPath:invalid_format': 'path.malformed',
  'readiness:custom': 'check.noPort',
  'liveness:custom': 'check.noPort',
  'variables:invalid_format': 'variables.malformed',
};

/** For fields whose every problem has the same remedy. */
const codeOfField: Partial<Record<keyof ServiceForm, ProblemCode>> = {
  port: 'port.invalid',
  cron: 'cron.invalid',
  timeZone: 'timeZone.invalid',
  cpuCores: 'cpu.invalid',
  memoryMiB: 'memory.invalid',
};

/** What is wrong with the form, one problem a field; the judge is the contract's own schema. */
export function problemsOfService(
  form: ServiceForm,
  before?: ServiceSpec,
): {
  field: keyof ServiceForm;
  code: ProblemCode | undefined;
  message: string;
}[] {
  const { error } = createServiceSchema.safeParse(toService(form, before));
  const problems = (error?.issues ?? []).map(issue => {
    const field = fieldOf(issue.path.map(String));
    return {
      field,
      code: codeOf(form, field, issue.code),
      message: issue.message,
    };
  });
  return problems.filter(
    ({ field }, index) =>
      problems.findIndex(other => other.field === field) === index,
  );
}

/** The field of the longest beginning of a path that has one: of spec.ports.0.port it is that of spec.ports. */
function fieldOf(path: readonly string[]): keyof ServiceForm {
  for (let length = path.length; length > 0; length--) {
    const field = fieldOfPath[path.slice(0, length).join('.')];
    if (field) {
      return field;
    }
  }
  return 'image';
}

function codeOf(
  form: ServiceForm,
  field: keyof ServiceForm,
  issue: string,
): ProblemCode | undefined {
  if (field === 'slug' && form.slug === '') {
    return 'slug.missing';
  }
  if (field === 'image') {
    return form.image.trim() === '' ? 'image.missing' : 'image.malformed';
  }
  return codeOfField[field] ?? codes[`${field}:${issue}`];
}
