import { ResourceAmount } from '@flytower/contract';
import {
  allowsCluster,
  namespaceOf,
  OnboardingPlan,
  OnboardingProblem,
  OnboardingRequest,
  QuotaChoice,
  QuotaRequest,
  StandardEnvironment,
} from '@flytower/plugin-tenancy-common';
import { listInWords } from './sentences';

/** What the platform offers. */
export interface Offer {
  environments: readonly StandardEnvironment[];
  quotaChoices: readonly QuotaChoice[];
  /** Names of the registered clusters. */
  clusters: readonly string[];
}

/** An onboarding with its names looked up. */
export interface ResolvedOnboarding {
  quota?: ResourceAmount;
  environments: OnboardingPlan['environments'];
  problems: OnboardingProblem[];
}

/**
 * Looks up what an onboarding asks for: the quota by its name, and for each environment those of the chosen clusters that
 * it may use. Everything that does not fit is a problem with a sentence. Pure.
 */
export function resolveOnboarding(
  request: OnboardingRequest,
  offer: Offer,
): ResolvedOnboarding {
  const { slug, clusters } = request;
  const quota = resolveQuota(request.quota, offer.quotaChoices);
  const chosen = request.environments.map(name => ({
    name,
    standard: offer.environments.find(one => one.name === name),
  }));
  const environments = chosen.flatMap(({ name, standard }) =>
    standard
      ? [
          {
            name,
            displayName: standard.displayName,
            namespace: namespaceOf(slug, name),
            clusters: clusters.filter(one => allowsCluster(standard, one)),
          },
        ]
      : [],
  );
  const used = new Set(environments.flatMap(one => one.clusters));
  const complete = environments.length === chosen.length;
  return {
    ...(quota ? { quota } : {}),
    environments: environments.filter(one => one.clusters.length > 0),
    problems: [
      ...(quota || request.quota.kind !== 'choice'
        ? []
        : [unknownQuota(request.quota.name, offer.quotaChoices)]),
      ...chosen
        .filter(({ standard }) => !standard)
        .map(({ name }) => unknownEnvironment(name, offer.environments)),
      ...clusters
        .filter(one => !offer.clusters.includes(one))
        .map(unknownCluster),
      ...environments
        .filter(one => one.clusters.length === 0)
        .map(one => withoutCluster(one.name, clusters)),
      ...clusters.filter(one => complete && !used.has(one)).map(unusedCluster),
    ],
  };
}

/** The amount that a quota request stands for; undefined where there is no choice of that name. */
export function resolveQuota(
  request: QuotaRequest,
  choices: readonly QuotaChoice[],
): ResourceAmount | undefined {
  return request.kind === 'custom'
    ? request.amount
    : choices.find(({ name }) => name === request.name)?.amount;
}

/** There is no quota choice of that name. */
export function unknownQuota(
  name: string,
  choices: readonly QuotaChoice[],
): OnboardingProblem {
  return {
    code: 'quota-unknown',
    blocking: true,
    sentence: `There is no quota "${name}"; choose ${
      listInWords(choices.map(one => one.name)) || 'amounts of your own'
    }`,
  };
}

function unknownEnvironment(
  name: string,
  known: readonly StandardEnvironment[],
): OnboardingProblem {
  return {
    code: 'environment-unknown',
    blocking: true,
    sentence: `There is no environment "${name}"; choose of ${listInWords(
      known.map(one => one.name),
    )}`,
  };
}

function unknownCluster(cluster: string): OnboardingProblem {
  return {
    code: 'cluster-unknown',
    blocking: true,
    cluster,
    sentence: `There is no cluster "${cluster}"; register it in the fleet first, or choose another`,
  };
}

function withoutCluster(
  environment: string,
  clusters: readonly string[],
): OnboardingProblem {
  return {
    code: 'environment-without-cluster',
    blocking: true,
    sentence: `The environment ${environment} may not use ${listInWords(
      clusters,
    )}; choose a cluster that it may use, or leave it out`,
  };
}

function unusedCluster(cluster: string): OnboardingProblem {
  return {
    code: 'cluster-unused',
    blocking: true,
    cluster,
    sentence: `None of the chosen environments may use ${cluster}; leave it out, or choose an environment that may`,
  };
}
