import { NotFoundError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { ReleaseRequest } from '@flytower/plugin-delivery-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { BindingService } from '@flytower/plugin-public-services-node';
import { QuotaUsage } from '@flytower/plugin-tenancy-common';
import { TenancyService } from '@flytower/plugin-tenancy-node';
import { DeploymentRecord, ServiceRecord } from '../../domain/records';
import { DeliveryStores } from '../../stores/DeliveryStores';
import { roomFor } from './domain/capacity';
import { PlanCluster, PlanContext } from './domain/planRelease';

/** What a plan is made from, and what must still hold when the release is accepted. */
export interface GatheredContext extends PlanContext {
  /** The number of the latest release of the service anywhere; 0 before the first. */
  latestRelease: number;
}

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
  const [placement, deployments, latest, named, ofDraft, releases, usage] =
    await Promise.all([
      stores.placements.placement(spot),
      stores.placements.deployments(spot),
      stores.revisions.latest([service.id]),
      namedRevision(stores, service.id, request),
      stores.revisions.byHash(service.id, service.draftHash),
      stores.releases.latestOf([service.id]),
      usageOf(tenancy, tenant.slug),
    ]);
  const revisions = await stores.revisions.byIds(
    [placement?.revisionId, ...deployments.map(d => d.revisionId)].filter(
      (id): id is string => id !== undefined,
    ),
  );
  const currentRevision = placement && revisions.get(placement.revisionId);
  const last = releases.find(r => r.environment === request.environment);
  const underWay = last && (await stores.releases.unfinished(last.id));
  return {
    tenant,
    service,
    ...(placement && currentRevision
      ? { current: { placement, revision: currentRevision } }
      : {}),
    ...(named ? { named } : {}),
    ...(ofDraft ? { ofDraft } : {}),
    latestNumber: latest.get(service.id)?.number ?? 0,
    bindings,
    deployments,
    revisions,
    clusters: clustersOf(fleet, tenant.clusters, deployments),
    ...(usage ? { usage } : {}),
    ...(underWay ? { underWay: { number: underWay.number } } : {}),
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
async function usageOf(
  tenancy: TenancyService,
  tenant: string,
): Promise<QuotaUsage | undefined> {
  try {
    return await tenancy.quota(tenant);
  } catch {
    return undefined;
  }
}

function clustersOf(
  fleet: FleetService,
  bound: readonly string[],
  deployments: DeploymentRecord[],
): ReadonlyMap<string, PlanCluster> {
  const names = new Set([...bound, ...deployments.map(d => d.cluster)]);
  return new Map(
    [...names].flatMap(name => {
      const facts = fleet.clusterFacts(name);
      if (!facts) {
        return [];
      }
      const inventory = fleet.inventory(name);
      const age = inventory.age();
      const reachable = age.state === 'live';
      return [
        [
          name,
          {
            id: facts.id,
            name,
            displayName: facts.displayName,
            dataCentre: facts.dataCentre.name,
            reachable,
            sentence: age.sentence,
            ...(reachable
              ? {
                  room: (size: Parameters<typeof roomFor>[1]) =>
                    roomFor(inventory.nodes(), size),
                }
              : {}),
          },
        ] as const,
      ];
    }),
  );
}
