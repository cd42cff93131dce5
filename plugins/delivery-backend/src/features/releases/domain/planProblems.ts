import {
  Division,
  parseImageReference,
  PlanProblem,
  ReleasePlan,
  ReleaseRequest,
} from '@flytower/plugin-delivery-common';
import { bindingProblems } from './bindingProblems';
import { FootprintTarget } from './footprint';
import type { PlanContext } from './planRelease';
import { instancesInWords } from './planWords';
import { Wish } from './resolveWish';

/** What is wrong with where the release is to go: the tenant, the environment. */
export function placeProblems(
  request: ReleaseRequest,
  { tenant }: PlanContext,
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (tenant.state !== 'active' && request.kind !== 'unpublish') {
    problems.push({
      code: 'tenant-not-active',
      blocks: true,
      sentence: `Tenant "${tenant.slug}" is ${tenant.state}: nothing can be released until it is active`,
    });
  }
  if (!tenant.environments.some(e => e.name === request.environment)) {
    problems.push({
      code: 'environment-unknown',
      blocks: true,
      sentence: `Tenant "${tenant.slug}" has no environment "${
        request.environment
      }"; it has ${listOf(tenant.environments.map(({ name }) => name))}`,
    });
  }
  return problems;
}

/** What is wrong with, or good to know of, how it is placed and what is placed. */
export function placementProblems(options: {
  request: ReleaseRequest;
  wish: Wish;
  division: Division;
  quota: ReleasePlan['quota'];
  context: PlanContext;
  /** The clusters that get a new pod template. */
  renders: readonly string[];
  footprints: readonly FootprintTarget[];
  /** Nothing at all would change. */
  idle: boolean;
}): PlanProblem[] {
  const { request, wish, division, quota, context, renders, idle } = options;
  return [
    ...clusterProblems(request, wish, context),
    ...fitProblems(division),
    ...surgeProblems(options),
    ...bindingProblems(renders, wish, context),
    ...(quota && !quota.fits
      ? [
          {
            code: 'quota-exceeded' as const,
            blocks: true,
            sentence: quota.sentence,
          },
        ]
      : []),
    ...(wish.revision && !parseImageReference(wish.revision.spec.image)?.digest
      ? [
          {
            code: 'image-without-digest' as const,
            blocks: false,
            sentence: `The image ${wish.revision.spec.image} is named by its tag, which may come to mean other bytes; a roll-back takes whatever the tag means then`,
          },
        ]
      : []),
    ...(context.underWay
      ? [
          {
            code: 'release-under-way' as const,
            blocks: false,
            sentence: `Release ${context.underWay.number} is still under way; this one takes over from it`,
          },
        ]
      : []),
    ...(idle
      ? [
          {
            code: 'nothing-changes' as const,
            blocks: false,
            sentence:
              'All of it runs like this already: the release checks it and restarts nothing',
          },
        ]
      : []),
  ];
}

function clusterProblems(
  request: ReleaseRequest,
  { placement }: Wish,
  { tenant, clusters }: PlanContext,
): PlanProblem[] {
  const environment = tenant.environments.find(
    ({ name }) => name === request.environment,
  );
  if (!environment || !placement) {
    return [];
  }
  return placement.clusters.flatMap(({ cluster }): PlanProblem[] => {
    const facts = clusters.get(cluster);
    if (!environment.clusters.includes(cluster) || !facts) {
      return [
        {
          code: 'cluster-not-in-environment',
          blocks: true,
          cluster,
          sentence: `Cluster "${cluster}" is not in environment "${
            environment.name
          }" of ${tenant.slug}; it has ${listOf(environment.clusters)}`,
        },
      ];
    }
    if (!environment.readyClusters.includes(cluster)) {
      return [
        {
          code: 'cluster-not-ready',
          blocks: true,
          cluster,
          sentence: `Cluster "${cluster}" is not ready for ${tenant.slug} yet: its onboarding there is not finished; leave the cluster out or wait`,
        },
      ];
    }
    return facts.reachable
      ? []
      : [
          {
            code: 'cluster-unreachable',
            blocks: false,
            cluster,
            sentence: `Cluster "${cluster}" cannot be seen just now (${facts.sentence}); its part waits and goes on when it is back`,
          },
        ];
  });
}

function fitProblems({ unplaced, placed }: Division): PlanProblem[] {
  return unplaced.instances === 0
    ? []
    : [
        {
          code: 'does-not-fit',
          blocks: true,
          sentence: `${instancesInWords(unplaced.instances)} of ${
            unplaced.instances + placed.length
          } ${
            unplaced.instances === 1 ? 'does' : 'do'
          } not fit: ${unplaced.obstacles
            .map(({ sentence }) => sentence)
            .join('; ')}`,
        },
      ];
}

/** A rolling update starts a new instance before it ends an old one, so that it needs room for one more. */
function surgeProblems({
  context,
  footprints,
}: Parameters<typeof placementProblems>[0]): PlanProblem[] {
  return footprints.flatMap(({ cluster, after, replaces, to }): PlanProblem[] =>
    after &&
    replaces &&
    to > 0 &&
    context.clusters.get(cluster)?.room?.(after) === 0
      ? [
          {
            code: 'surge-does-not-fit',
            blocks: false,
            cluster,
            sentence: `${cluster} has no room for one new instance beside the old ones, which a rolling update needs; it waits until there is`,
          },
        ]
      : [],
  );
}

/** `east and west`, `none`. */
function listOf(names: readonly string[]): string {
  return names.length === 0
    ? 'none'
    : names.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
