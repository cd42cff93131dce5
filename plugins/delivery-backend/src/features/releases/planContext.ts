import { NotFoundError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { ReleaseRequest } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import { QuotaUsage } from '@flytower/plugin-tenancy-common';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { carriedOf, sameCredentials } from '../../domain/bindings';
import {
  AppliedRecord,
  ServiceRecord,
  Spot,
  targetsOf,
} from '../../domain/records';
import { lookAt, Sight } from '../../domain/sight';
import { ServiceIdentity } from '../../rendering/ServiceIdentity';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { hashOfTemplate } from '../../workloads/stamp';
import { workloadOf } from '../../workloads/workloadOf';
import { roomFor } from './domain/capacity';
import { heldBy } from './domain/footprint';
import { identityOf, PlanCluster, PlanContext } from './domain/planRelease';
import { WishedRevision } from './domain/resolveWish';
import { quotaKeyOf } from './ReleaseQuota';

/** What a plan is made from, and what must still hold when the release is accepted. */
export interface GatheredContext extends PlanContext {
  /** The number of the latest release of the service anywhere; 0 before the first. */
  latestRelease: number;
}

const UNSEEN: Sight = { kind: 'unseen', sentence: 'It was not looked at' };

/** Gathers what a plan needs: rows, the fleet, tenancy. Writes nothing. */
export async function gatherPlanContext(
  sources: {
    stores: DeliveryStores;
    fleet: FleetService;
    tenancy: TenancyService;
    bindings: BindingService;
  },
  asked: { tenant: string; service: string; request: ReleaseRequest },
): Promise<GatheredContext> {
  const { stores, fleet, tenancy } = sources;
  const { request } = asked;
  const tenant = tenancy.tenant(asked.tenant);
  if (!tenant) {
    throw tenantNotFound(asked.tenant);
  }
  const service = await findService(stores, asked);
  const spot = { serviceId: service.id, environment: request.environment };
  // Without them nothing may be rendered; to take a service out needs none.
  const bindings =
    request.kind === 'unpublish' ? [] : sources.bindings.bindingsOf(spot);
  const [wish, applied, latest, named, ofDraft, releases, others] =
    await Promise.all([
      stores.wishes.find(spot),
      stores.applied.ofSpot(spot),
      stores.revisions.latest([service.id]),
      namedRevision(stores, service.id, request),
      stores.revisions.byHash(service.id, service.draftHash),
      stores.releases.latestOf([service.id]),
      othersOf(tenancy, tenant.slug, spot),
    ]);
  const revisions = await stores.revisions.byIds(wish ? [wish.revisionId] : []);
  const currentRevision = wish && revisions.get(wish.revisionId);
  const last = releases.find(r => r.environment === request.environment);
  const underWay = last && (await stores.releases.unfinished(last.id));
  const identity = identityOf(request, { tenant, service });
  const names = new Set([
    ...tenant.clusters,
    ...applied.map(({ cluster }) => cluster),
  ]);
  const seen = new Map(
    [...names].map(cluster => [
      cluster,
      lookAt(fleet, { ...identity, cluster }),
    ]),
  );
  const inCluster = (cluster: string) =>
    applied.find(one => one.cluster === cluster && one.active);
  return {
    tenant,
    service,
    ...(wish && currentRevision
      ? { current: { wish, revision: currentRevision } }
      : {}),
    ...(named ? { named } : {}),
    ...(ofDraft ? { ofDraft } : {}),
    latestNumber: latest.get(service.id)?.number ?? 0,
    bindings,
    applied,
    clusters: clustersOf(fleet, seen),
    held: cluster => heldBy(inCluster(cluster), seen.get(cluster) ?? UNSEEN),
    replaces: (cluster, revision) =>
      replaces({
        row: inCluster(cluster),
        cluster: {
          name: cluster,
          dataCentre: fleet.clusterFacts(cluster)?.dataCentre.name ?? '',
        },
        revision,
        identity,
        service,
        bindings: bindings.map(carriedOf),
        request,
      }),
    ...(others ? { others } : {}),
    ...(underWay
      ? {
          underWay: {
            number: underWay.number,
            clusters: targetsOf(underWay).map(({ cluster }) => cluster),
          },
        }
      : {}),
    latestRelease: Math.max(0, ...releases.map(({ number }) => number)),
  };
}

/** The service, or a sentence that there is none. */
export async function findService(
  stores: DeliveryStores,
  { tenant, service }: { tenant: string; service: string },
): Promise<ServiceRecord> {
  const found = await stores.services.find(tenant, service);
  if (!found) {
    throw new NotFoundError(`There is no service "${service}" in ${tenant}`);
  }
  return found;
}

/**
 * Whether the pods that stand in a cluster would be replaced: their template as it was sent differs from the one that would
 * be sent. A change of numbers keeps the template that was sent, also where a newer Flytower would render another.
 */
function replaces(options: {
  row: AppliedRecord | undefined;
  cluster: { name: string; dataCentre: string };
  revision: WishedRevision;
  identity: ServiceIdentity;
  service: ServiceRecord;
  bindings: ReturnType<typeof carriedOf>[];
  request: ReleaseRequest;
}): boolean {
  const { row, revision, bindings, request } = options;
  const { applied } = row ?? {};
  if (!applied) {
    return false;
  }
  const sameParts =
    applied.revisionHash === revision.hash &&
    sameCredentials(applied.bindings, bindings);
  if (request.kind === 'scale') {
    return applied.revisionHash !== revision.hash;
  }
  if (applied.templateHash === '' || !sameParts) {
    return !sameParts;
  }
  return (
    hashOfTemplate(
      workloadOf(options.service).render({
        ...options,
        stage: row?.stage ?? 'stable',
        instances: applied.instances,
        paused: false,
      }),
    ) !== applied.templateHash
  );
}

function namedRevision(
  stores: DeliveryStores,
  serviceId: string,
  request: ReleaseRequest,
) {
  return (request.kind === 'release' || request.kind === 'rollback') &&
    request.revision !== undefined
    ? stores.revisions.byNumber(serviceId, request.revision)
    : undefined;
}

/** None where tenancy does not answer: the plan then says nothing of quota, and the reservation decides. */
async function othersOf(
  tenancy: TenancyService,
  tenant: string,
  spot: Spot,
): Promise<QuotaUsage | undefined> {
  try {
    return await tenancy.quota(tenant, { except: quotaKeyOf(spot) });
  } catch {
    return undefined;
  }
}

function clustersOf(
  fleet: FleetService,
  seen: ReadonlyMap<string, Sight>,
): ReadonlyMap<string, PlanCluster> {
  return new Map(
    [...seen].flatMap(([name, sight]) => {
      const facts = fleet.clusterFacts(name);
      return facts ? [[name, clusterOf(fleet, facts, sight)] as const] : [];
    }),
  );
}

function clusterOf(
  fleet: FleetService,
  facts: NonNullable<ReturnType<FleetService['clusterFacts']>>,
  sight: Sight,
): PlanCluster {
  const inventory = fleet.inventory(facts.name);
  const age = inventory.age();
  const base = {
    id: facts.id,
    name: facts.name,
    displayName: facts.displayName,
    dataCentre: facts.dataCentre.name,
    sentence: age.sentence,
  };
  if (sight.kind === 'unseen') {
    return { ...base, reachable: false };
  }
  const placed = sight.pods.filter(({ node }) => node !== undefined);
  const room: NonNullable<PlanCluster['room']> = size =>
    roomFor(inventory.nodes(), size);
  return {
    ...base,
    reachable: true,
    room,
    capacity: (size, { replaces: all }) =>
      all
        ? roomFor(inventory.nodes(), size, placed)
        : placed.filter(pod => !pod.deleting).length + room(size),
  };
}
