import { ResourceAmount } from '@flytower/contract';
import {
  onboardingRequestSchema,
  OnboardingRequest,
  QuotaRequest,
  TenantRole,
} from '@flytower/plugin-tenancy-common';

/** Bytes in a GiB. */
export const GiB = 1024 ** 3;

/**
 * What the onboarding wizard holds while somebody fills it in: the units of people (cores, GiB), and whether the name
 * still follows the display name.
 */
export type OnboardForm = {
  displayName: string;
  slug: string;
  /** False while the slug is our suggestion from the display name. */
  slugChosen: boolean;
  /** Each person's entity reference with their role. */
  members: Record<string, TenantRole>;
  /** The name of a choice, or {@link customQuota} for amounts of one's own. */
  quota: string;
  cpuCores: number;
  memoryGiB: number;
  pods: number;
  clusters: string[];
  environments: string[];
};

/** Stands among the names of quota choices, none of which can have a capital letter. */
export const customQuota = 'CUSTOM';

/** A wizard just opened; what the server offers is chosen already, so that Next, Next, Review works. */
export function emptyForm(offer: {
  quotaChoices: readonly { name: string; amount: ResourceAmount }[];
  clusters: readonly string[];
  environments: readonly string[];
}): OnboardForm {
  const first = offer.quotaChoices.at(0);
  return {
    displayName: '',
    slug: '',
    slugChosen: false,
    members: {},
    quota: first?.name ?? customQuota,
    cpuCores: (first?.amount.cpuMillicores ?? 8_000) / 1000,
    memoryGiB: (first?.amount.memoryBytes ?? 16 * GiB) / GiB,
    pods: first?.amount.pods ?? 50,
    clusters: [...offer.clusters],
    environments: [...offer.environments],
  };
}

/** The body of the plan and of the act. */
export function toRequest(form: OnboardForm): OnboardingRequest {
  return {
    slug: form.slug,
    displayName: form.displayName.trim(),
    members: Object.entries(form.members).map(([person, role]) => ({
      person,
      role,
    })),
    quota: toQuotaRequest(form),
    clusters: form.clusters,
    environments: form.environments,
  };
}

/** The part of the form that says how much. */
export type QuotaForm = Pick<
  OnboardForm,
  'quota' | 'cpuCores' | 'memoryGiB' | 'pods'
>;

/** A choice by its name, or the amounts in base units. */
export function toQuotaRequest(form: QuotaForm): QuotaRequest {
  return form.quota === customQuota
    ? {
        kind: 'custom',
        amount: {
          cpuMillicores: Math.round(form.cpuCores * 1000),
          memoryBytes: Math.round(form.memoryGiB * GiB),
          pods: form.pods,
        },
      }
    : { kind: 'choice', name: form.quota };
}

/** The fields that each step of the wizard shows. */
export const fieldsOfStep = {
  people: ['displayName', 'slug', 'members'],
  quota: ['quota', 'cpuCores', 'memoryGiB', 'pods'],
  placement: ['clusters', 'environments'],
} as const satisfies Record<string, readonly OnboardField[]>;

/** A field that can be wrong. */
export type OnboardField = Exclude<keyof OnboardForm, 'slugChosen'>;

/** What is wrong, as the key of a sentence. */
export type OnboardProblemCode =
  | 'displayName.missing'
  | 'displayName.tooLong'
  | 'slug.missing'
  | 'slug.malformed'
  | 'slug.tooLong'
  | 'slug.reserved'
  | 'slug.taken'
  | 'members.noOwner'
  | 'members.invalid'
  | 'cpu.invalid'
  | 'memory.invalid'
  | 'pods.invalid'
  | 'quota.invalid'
  | 'clusters.none'
  | 'environments.none';

export interface OnboardProblem {
  field: OnboardField;
  /** Left out where only the contract has a sentence for it. */
  code: OnboardProblemCode | undefined;
  message: string;
}

const fieldOfPath: Record<string, OnboardField> = {
  displayName: 'displayName',
  slug: 'slug',
  members: 'members',
  'quota.amount.cpuMillicores': 'cpuCores',
  'quota.amount.memoryBytes': 'memoryGiB',
  'quota.amount.pods': 'pods',
  quota: 'quota',
  clusters: 'clusters',
  environments: 'environments',
};

const codeOfIssue: Record<string, OnboardProblemCode> = {
  'displayName:too_small': 'displayName.missing',
  'displayName:too_big': 'displayName.tooLong',
  'slug:too_big': 'slug.tooLong',
  'slug:invalid_format': 'slug.malformed',
  'slug:custom': 'slug.reserved',
  'members:custom': 'members.noOwner',
  'members:invalid_format': 'members.invalid',
  'clusters:too_small': 'clusters.none',
  'environments:too_small': 'environments.none',
};

/** For fields whose every problem has the same remedy. */
const codeOfField: Partial<Record<OnboardField, OnboardProblemCode>> = {
  cpuCores: 'cpu.invalid',
  memoryGiB: 'memory.invalid',
  pods: 'pods.invalid',
  quota: 'quota.invalid',
};

/**
 * What is wrong with the form. The judge is the contract's own schema, so that page and server never disagree; only a name
 * that is taken is known from elsewhere. One problem a field: the first.
 */
export function problemsOf(
  form: OnboardForm,
  takenNames: ReadonlySet<string>,
): OnboardProblem[] {
  const { error } = onboardingRequestSchema.safeParse(toRequest(form));
  const problems = (error?.issues ?? []).map((issue): OnboardProblem => {
    const path = issue.path.map(String);
    const field =
      fieldOfPath[path.join('.')] ?? fieldOfPath[path[0] ?? ''] ?? 'slug';
    const code =
      field === 'slug' && form.slug === ''
        ? 'slug.missing'
        : codeOfField[field] ?? codeOfIssue[`${field}:${issue.code}`];
    return { field, code, message: issue.message };
  });
  if (takenNames.has(form.slug)) {
    problems.push({ field: 'slug', code: 'slug.taken', message: '' });
  }
  return problems.filter(
    ({ field }, index) =>
      problems.findIndex(other => other.field === field) === index,
  );
}
