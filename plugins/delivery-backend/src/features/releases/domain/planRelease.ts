import {
  divide,
  Division,
  PlanProblem,
  ReleasePlan,
  ReleaseRequest,
  Schedule,
} from '@flytower/plugin-delivery-common';
import { BoundCredentials } from '@flytower/plugin-public-services-node';
import { QuotaUsage, TenantFacts } from '@flytower/plugin-tenancy-common';
import { ResourceAmount } from '@flytower/contract';
import {
  InstanceSize,
  isUncertain,
  laneKey,
  ReleaseTarget,
  RevisionRecord,
} from '../../../domain/records';
import { carriedOf, credentialChanges } from '../../../domain/bindings';
import { ServiceIdentity } from '../../../rendering/ServiceIdentity';
import { bindingChanges, bindingsOfPlan } from './bindingsOfPlan';
import { changesBetween } from './changesBetween';
import { FootprintTarget, peakOf, settledOf } from './footprint';
import { clusterSentence, planSentence, scheduleSentence } from './planWords';
import { placementProblems, placeProblems } from './planProblems';
import { planObjects } from './planObjects';
import { quotaOfPlan } from './quotaOfPlan';
import { placedWish } from './placedWish';
import { Wish, WishContext, WishedRevision } from './resolveWish';

/** A cluster as the planner sees it. */
export interface PlanCluster {
  id: string;
  name: string;
  displayName: string;
  dataCentre: string;
  /** False: what is known of it is old, and the release will wait there. */
  reachable: boolean;
  sentence: string;
  /**
   * How many instances of this size the service could have there in all, once those that it replaces are gone; none where the
   * nodes were not seen.
   */
  capacity?: (size: InstanceSize, options: { replaces: boolean }) => number;
  /** How many of this size there is room for beside everything that runs. */
  room?: (size: InstanceSize) => number;
}

/** Everything that a plan is made from. The same context gives the same plan. */
export interface PlanContext extends WishContext {
  tenant: TenantFacts;
  /** The service's bindings in the environment, as they are now. */
  bindings: readonly BoundCredentials[];
  clusters: ReadonlyMap<string, PlanCluster>;
  /** What a cluster holds of the service: applied or observed, whichever is more. */
  held: (cluster: string) => ResourceAmount;
  /** Whether a revision would replace the instances that stand in a cluster. */
  replaces: (cluster: string, revision: WishedRevision) => boolean;
  /** The tenant's quota without what the service itself uses and has reserved here; none where tenancy was not reached. */
  others?: QuotaUsage;
  /** A release of this service here that is not finished, and where it may have begun. */
  underWay?: { number: number; clusters: readonly string[] };
}

/** A plan with what the release is made from once somebody says yes. */
export interface PlannedRelease {
  plan: ReleasePlan;
  wish: Wish;
  targets: ReleaseTarget[];
}

/** A target before it is known what it uses. */
type Move = Omit<ReleaseTarget, 'amounts'>;

/** With these there is nothing to show objects of. */
const UNRESOLVED = new Set<PlanProblem['code']>([
  'environment-unknown',
  'cluster-not-in-environment',
  'revision-unknown',
  'not-published',
]);

/** Plans a release: who gets how many and why, what is sent, what it costs, what is wrong. Pure. */
export function planRelease(
  request: ReleaseRequest,
  context: PlanContext,
): PlannedRelease {
  const wish = placedWish(request, context);
  const schedule = (wish.revision ?? context.current?.revision)?.spec.schedule;
  const division = divisionOf(wish, context);
  const moves = movesOf(wish, division, context);
  const footprints = moves.map(move => footprintOf(move, wish, context));
  const identity = identityOf(request, context);
  const quota =
    context.others &&
    quotaOfPlan({
      tenant: context.tenant.slug,
      others: context.others,
      targets: footprints,
    });
  const clusters = moves.map((move, i) =>
    clusterOf(move, footprints[i], request, context, schedule),
  );
  const renders = clusters
    .filter(({ action }) => action === 'create' || action === 'update')
    .map(({ cluster }) => cluster);
  const problems = [
    ...placeProblems(request, context),
    ...wish.problems,
    ...placementProblems({
      request,
      wish,
      division,
      quota,
      context,
      renders,
      footprints,
      idle:
        wish.revision?.id !== undefined &&
        clusters.every(({ action }) => action === 'none'),
    }),
  ];
  const known = problems.every(({ code }) => !UNRESOLVED.has(code));
  return {
    wish,
    targets: moves.map((move, i) => ({
      ...move,
      amounts: {
        held: footprints[i].held,
        peak: peakOf(footprints[i]),
        settled: settledOf(footprints[i]),
      },
    })),
    plan: {
      kind: request.kind,
      environment: request.environment,
      ...(schedule ? { schedule } : {}),
      namespace: identity.namespace,
      sentence: planSentence(request.kind, wish, clusters, schedule),
      ...(wish.revision
        ? {
            revision: {
              number: wish.revision.number,
              hash: wish.revision.hash,
              image: wish.revision.spec.image,
              isNew: wish.revision.id === undefined,
            },
          }
        : {}),
      ...(context.current
        ? { previousRevision: referenceOf(context.current.revision) }
        : {}),
      changes:
        request.kind === 'unpublish'
          ? []
          : [
              ...changesBetween(
                context.current?.revision.spec,
                wish.revision?.spec,
              ),
              ...bindingChanges(moves, clusters, context),
            ],
      bindings: bindingsOfPlan(moves, clusters, context),
      clusters,
      instances: schedule
        ? []
        : division.placed.map(({ ordinal, cluster, sentence }) => ({
            ordinal,
            cluster,
            sentence,
          })),
      unplaced: {
        instances: division.unplaced.instances,
        sentences: division.unplaced.obstacles.map(o => o.sentence),
      },
      objects: known ? planObjects({ identity, wish, clusters, context }) : [],
      ...(quota ? { quota } : {}),
      problems,
      releasable: problems.every(({ blocks }) => !blocks),
    },
  };
}

function divisionOf(wish: Wish, context: PlanContext): Division {
  const { placement, revision } = wish;
  return divide({
    serviceId: context.service.id,
    instances: placement && revision ? placement.instances : 0,
    shares: (placement?.clusters ?? []).map(share => {
      const cluster = context.clusters.get(share.cluster);
      const capacity =
        revision &&
        cluster?.capacity?.(revision.spec.resources, {
          replaces: context.replaces(share.cluster, revision),
        });
      return {
        ...share,
        clusterId: cluster?.id ?? share.cluster,
        ...(capacity === undefined ? {} : { capacity }),
      };
    }),
  });
}

/** The clusters of the wish, then those that the service leaves: where something was sent, or may be sent any moment. */
function movesOf(
  { placement }: Wish,
  division: Division,
  context: PlanContext,
): Move[] {
  const shares = placement?.clusters ?? [];
  const staying = shares.map(({ cluster, weight }, i) => ({
    cluster,
    weight,
    stays: true,
    ...beforeIn(cluster, context),
    to: division.counts[i].instances,
  }));
  const known = [
    ...context.applied.map(({ cluster }) => cluster),
    ...(context.underWay?.clusters ?? []),
  ];
  const leaving = [...new Set(known)]
    .filter(cluster => !shares.some(share => share.cluster === cluster))
    .map(cluster => ({
      cluster,
      weight: 0,
      stays: false,
      ...beforeIn(cluster, context),
      to: 0,
    }));
  return [...staying, ...leaving];
}

/** Where a move starts from: what was last applied. */
function beforeIn(cluster: string, { applied }: PlanContext) {
  const row = applied.find(one => one.cluster === cluster && one.active);
  return {
    stage: row?.stage ?? ('stable' as const),
    from: row?.applied?.instances ?? 0,
    uncertain: row !== undefined && isUncertain(row),
    fromBindings: row?.applied?.bindings ?? [],
    ...(row?.applied ? { fromRevisionId: row.applied.revisionId } : {}),
    ...(row?.settled ? { before: row.settled.generation } : {}),
  };
}

function footprintOf(
  target: Move,
  { revision }: Wish,
  context: PlanContext,
): FootprintTarget {
  const row = context.applied.find(one => laneKey(one) === laneKey(target));
  return {
    cluster: target.cluster,
    held: context.held(target.cluster),
    ...(row?.applied ? { before: row.applied.size } : {}),
    to: target.to,
    ...(target.stays && revision ? { after: revision.spec.resources } : {}),
    replaces:
      target.stays &&
      revision !== undefined &&
      context.replaces(target.cluster, revision),
  };
}

function clusterOf(
  target: Move,
  footprint: FootprintTarget,
  request: ReleaseRequest,
  context: PlanContext,
  schedule: Schedule | undefined,
): ReleasePlan['clusters'][number] {
  const { cluster, from, to, weight } = target;
  const facts = context.clusters.get(cluster);
  const action = actionOf(target, footprint);
  const reasons =
    footprint.replaces && Math.min(from, to) > 0
      ? credentialChanges(target.fromBindings, context.bindings.map(carriedOf))
      : [];
  // A run under way is never replaced.
  const restarts = footprint.replaces && !schedule ? Math.min(from, to) : 0;
  return {
    cluster,
    displayName: facts?.displayName ?? cluster,
    dataCentre: facts?.dataCentre ?? '',
    weight,
    action,
    from,
    to,
    restarts,
    sentence: schedule
      ? scheduleSentence(action, schedule, reasons)
      : clusterSentence({ action, from, to, restarts, reasons }, request.kind),
  };
}

function actionOf(
  { stays, from, to }: Move,
  { before, replaces }: FootprintTarget,
): ReleasePlan['clusters'][number]['action'] {
  if (!stays) {
    return 'remove';
  }
  if (!before) {
    return 'create';
  }
  if (replaces) {
    return 'update';
  }
  return from === to ? 'none' : 'scale';
}

/** Whose objects they are. */
export function identityOf(
  request: Pick<ReleaseRequest, 'environment'>,
  { tenant, service }: Pick<PlanContext, 'tenant' | 'service'>,
): ServiceIdentity {
  const environment = tenant.environments.find(
    ({ name }) => name === request.environment,
  );
  return {
    tenant: tenant.slug,
    tenantId: tenant.id,
    application: service.application,
    service: service.slug,
    serviceId: service.id,
    environment: request.environment,
    namespace: environment?.namespace ?? '',
    installationId: tenant.installationId,
  };
}

function referenceOf({ number, hash, spec }: RevisionRecord) {
  return { number, hash, image: spec.image };
}
