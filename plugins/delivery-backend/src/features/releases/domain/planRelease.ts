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
import {
  DeploymentRecord,
  ReleaseTarget,
  RevisionRecord,
} from '../../../domain/records';
import {
  carriedOf,
  credentialChanges,
  sameCredentials,
} from '../../../domain/bindings';
import { ServiceIdentity } from '../../../rendering/ServiceIdentity';
import { bindingChanges, bindingsOfPlan } from './bindingsOfPlan';
import { changesBetween } from './changesBetween';
import { FootprintTarget, heldOf, peakOf, settledOf } from './footprint';
import { clusterSentence, planSentence, scheduleSentence } from './planWords';
import { placementProblems, placeProblems } from './planProblems';
import { planObjects } from './planObjects';
import { quotaOfPlan } from './quotaOfPlan';
import { placedWish } from './placedWish';
import { Wish, WishContext } from './resolveWish';

/** A cluster as the planner sees it. */
export interface PlanCluster {
  id: string;
  name: string;
  displayName: string;
  dataCentre: string;
  /** False: what is known of it is old, and the release will wait there. */
  reachable: boolean;
  sentence: string;
  /** Instances of this size that there is room for beside what runs; none where the nodes were not seen. */
  room?: (size: { cpuMillicores: number; memoryBytes: number }) => number;
}

/** Everything that a plan is made from. The same context gives the same plan. */
export interface PlanContext extends WishContext {
  tenant: TenantFacts;
  /** The service's bindings in the environment, as they are now. */
  bindings: readonly BoundCredentials[];
  deployments: DeploymentRecord[];
  /** The revisions that deployments name, by id. */
  revisions: ReadonlyMap<string, RevisionRecord>;
  clusters: ReadonlyMap<string, PlanCluster>;
  usage?: QuotaUsage;
  /** A release of this service here that is not finished. */
  underWay?: { number: number };
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
  const footprints = moves.map(move =>
    footprintOf(move, request, wish, context),
  );
  const identity = identityOf(request, context);
  const quota =
    context.usage &&
    quotaOfPlan({
      tenant: context.tenant.slug,
      usage: context.usage,
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
        held: heldOf(footprints[i]),
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
      const held = heldIn(share.cluster, context);
      const room =
        revision && cluster?.room && cluster.room(revision.spec.resources);
      return {
        ...share,
        clusterId: cluster?.id ?? share.cluster,
        ...(room === undefined ? {} : { capacity: held + room }),
      };
    }),
  });
}

function heldIn(cluster: string, { deployments }: PlanContext): number {
  return deployments.find(d => d.cluster === cluster)?.instances ?? 0;
}

function movesOf(
  { placement }: Wish,
  division: Division,
  context: PlanContext,
): Move[] {
  const shares = placement?.clusters ?? [];
  const before = (cluster: string) => {
    const deployment = context.deployments.find(d => d.cluster === cluster);
    return {
      from: deployment?.instances ?? 0,
      uncertain: deployment?.settled === false,
      fromBindings: deployment?.bindings ?? [],
      ...(deployment?.revisionId === undefined
        ? {}
        : { fromRevisionId: deployment.revisionId }),
    };
  };
  const staying = shares.map(({ cluster, weight }, i) => ({
    cluster,
    weight,
    stays: true,
    ...before(cluster),
    to: division.counts[i].instances,
  }));
  const leaving = context.deployments
    .filter(d => !shares.some(share => share.cluster === d.cluster))
    .map(({ cluster }) => ({
      cluster,
      weight: 0,
      stays: false,
      ...before(cluster),
      to: 0,
    }));
  return [...staying, ...leaving];
}

function footprintOf(
  target: Move,
  request: ReleaseRequest,
  { revision }: Wish,
  { revisions, bindings }: PlanContext,
): FootprintTarget {
  const id = target.fromRevisionId;
  const before = id === undefined ? undefined : revisions.get(id);
  return {
    cluster: target.cluster,
    from: target.from,
    to: target.to,
    ...(before ? { before: before.spec } : {}),
    ...(target.stays && revision ? { after: revision.spec } : {}),
    replaces:
      request.kind !== 'scale' &&
      target.stays &&
      before !== undefined &&
      (before.hash !== revision?.hash ||
        !sameCredentials(target.fromBindings, bindings.map(carriedOf))),
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
  };
}

function referenceOf({ number, hash, spec }: RevisionRecord) {
  return { number, hash, image: spec.image };
}
