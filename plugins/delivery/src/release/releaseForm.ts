import {
  divide,
  releaseRequestSchema,
  Service,
} from '@flytower/plugin-delivery-common';
import { ClusterShare } from '@flytower/ui';
import { z } from 'zod';
import { ProblemCode } from '../problemCodes';

/** A cluster that the release may use; the id breaks ties as the server does. */
export interface WizardCluster {
  id: string;
  name: string;
}

/** An environment of the tenant, with its clusters. */
export interface WizardEnvironment {
  name: string;
  clusters: readonly WizardCluster[];
}

/** What the release wizard holds. */
export type ReleaseForm = {
  environment: string;
  instances: number;
  /** The weight of each cluster; one without is out. */
  weights: Record<string, number>;
  note: string;
};

/** How a release starts: as the service runs there now, or with two instances, spread evenly; a job where it is, or anywhere. */
export function startOf(
  environment: WizardEnvironment | undefined,
  service: Pick<Service, 'environments' | 'kind'>,
  weightsNow: Readonly<Record<string, number>> = {},
): ReleaseForm {
  const now = service.environments.find(
    one => one.environment === environment?.name,
  );
  const clusters = environment?.clusters ?? [];
  return {
    environment: environment?.name ?? '',
    instances:
      service.kind === 'scheduled-job'
        ? 1
        : now?.instances ?? Math.max(2, clusters.length),
    weights: Object.fromEntries(
      clusters.map(({ name }) => [name, now ? weightsNow[name] ?? 0 : 1]),
    ),
    note: '',
  };
}

/** The one cluster that has a weight; none while several have, so that the server is to choose. */
export function onlyCluster({ weights }: ReleaseForm): string | undefined {
  const used = Object.keys(weights).filter(name => weights[name] !== 0);
  return used.length === 1 ? used[0] : undefined;
}

/** All weight to one cluster, or the same to all where none is named. */
export function weightsFor(
  clusters: readonly WizardCluster[],
  chosen: string | undefined,
): ReleaseForm['weights'] {
  return Object.fromEntries(
    clusters.map(({ name }) => [
      name,
      chosen === undefined || name === chosen ? 1 : 0,
    ]),
  );
}

/**
 * The body of the plan and of the act. A weight of 0 leaves its cluster out; where all are 0, all are sent, so that the
 * answer can name the ratio.
 */
export function toRequest(
  form: ReleaseForm,
): Extract<z.input<typeof releaseRequestSchema>, { kind: 'release' }> {
  const shares = Object.entries(form.weights).map(([cluster, weight]) => ({
    cluster,
    weight,
  }));
  const used = shares.filter(({ weight }) => weight !== 0);
  return {
    kind: 'release',
    environment: form.environment,
    instances: form.instances,
    clusters: used.length > 0 ? used : shares,
    strategy: 'rolling',
    note: form.note.trim() === '' ? undefined : form.note,
  };
}

/** What is wrong with the form, one problem a field; the judge is the contract's own schema. */
export function problemsOfRelease(form: ReleaseForm): {
  field: keyof ReleaseForm;
  code: ProblemCode;
}[] {
  const { error } = releaseRequestSchema.safeParse(toRequest(form));
  const wrong = new Set(error?.issues.map(({ path }) => path[0]));
  const negative = Object.values(form.weights).some(
    weight => !Number.isInteger(weight) || weight < 0 || weight > 1000,
  );
  return [
    ...(form.environment === ''
      ? [{ field: 'environment', code: 'environment.missing' } as const]
      : []),
    ...(wrong.has('instances')
      ? [{ field: 'instances', code: 'instances.invalid' } as const]
      : []),
    ...(wrong.has('clusters')
      ? [
          {
            field: 'weights',
            code: negative ? 'weight.invalid' : 'ratio.zero',
          } as const,
        ]
      : []),
    ...(wrong.has('note')
      ? [{ field: 'note', code: 'note.tooLong' } as const]
      : []),
  ];
}

/**
 * How the instances would divide, by the server's own arithmetic; nothing while the form is wrong. What fits into each
 * cluster only the server's plan knows.
 */
export function previewOf(
  form: ReleaseForm,
  clusters: readonly WizardCluster[],
  serviceId: string,
): ClusterShare[] {
  if (problemsOfRelease(form).length > 0) {
    return [];
  }
  const { counts } = divide({
    instances: form.instances,
    serviceId,
    shares: toRequest(form).clusters.map(({ cluster, weight }) => ({
      cluster,
      clusterId: clusters.find(({ name }) => name === cluster)?.id ?? cluster,
      weight,
    })),
  });
  return counts.map(({ cluster, instances }) => ({
    cluster,
    wanted: instances,
    ready: 0,
  }));
}
