import {
  createServiceFactory,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { ResourceAmount } from '@flytower/contract';
import { namespaceOf, TenantFacts } from '@flytower/plugin-tenancy-common';
import {
  MembershipService,
  membershipServiceRef,
  membershipsOfHub,
} from '../MembershipService';
import {
  Membership,
  TeamMembership,
  TenancyHub,
  tenancyHubRef,
} from '../TenancyHub';
import { RightsService } from '../rights/RightsService';
import { TenancyService, tenancyServiceRef } from '../TenancyService';
import { MockQuota } from './MockQuota';
import { mockRights, rightsOfTest } from './mockRights';

/** The installation that mocked tenants are of; a namespace with another id is another portal's. @public */
export const MOCK_INSTALLATION = '01JD0000000000000000000000';

/** What a test says of a tenant; the rest is filled in. @public */
export interface MockTenant {
  slug: string;
  quota?: ResourceAmount;
  state?: TenantFacts['state'];
  clusters?: string[];
  /** Names of its environments, each in all clusters; `prod` when left out. */
  environments?: string[];
  /** Slugs of its teams; none when left out. */
  teams?: string[];
}

/** @public */
export interface MockTenancy {
  hub: TenancyHub;
  memberships: MembershipService;
  tenancy: TenancyService;
  rights: RightsService;
  /** For `startTestBackend`: hub, membership service, tenancy service and rights. */
  factories: ServiceFactory[];
  /** Replaces all memberships, as a commit of the tenancy backend would. */
  setMembers(members: Membership[]): void;
  /**
   * Replaces the teams of a tenant, as commits of the tenancy backend would; `id-of-<tenant>-<team>` is a team's id. Where
   * they are not `heard`, only tenancy's database has them: memory is behind.
   */
  setTeams(tenant: string, teams: string[], heard?: boolean): void;
}

/**
 * Tenancy without a database: real hub and membership service, and reservations with the same rules, in memory.
 *
 * @public
 */
export function mockTenancy(
  options: {
    tenants?: MockTenant[];
    members?: Membership[];
    teamMembers?: TeamMembership[];
    /** Entity references; Olivia when left out. */
    operationsAdmins?: readonly string[];
  } = {},
): MockTenancy {
  const hub = TenancyHub.create();
  let tenants = (options.tenants ?? []).map(factsOf);
  let members = options.members ?? [];
  const publish = () =>
    hub.publish({
      tenants,
      memberships: members,
      teamMemberships: options.teamMembers ?? [],
    });
  publish();
  const setMembers = (changed: Membership[]) => {
    members = changed;
    publish();
  };
  const setTeams = (slug: string, teams: string[], heard: boolean = true) => {
    tenants = tenants.map(tenant =>
      tenant.slug === slug
        ? { ...tenant, teams: teamFactsOf(slug, teams) }
        : tenant,
    );
    if (heard) {
      publish();
    }
  };

  const quotas = new Map(
    tenants.map(({ slug, quota }) => [slug, new MockQuota(slug, quota)]),
  );
  const quotaOf = (slug: string) => {
    const quota = quotas.get(slug);
    if (!quota) {
      throw new NotFoundError(`There is no tenant "${slug}"`);
    }
    return quota;
  };
  const tenancy: TenancyService = {
    get ready() {
      return hub.ready;
    },
    tenants: () => hub.tenants(),
    tenant: slug => hub.tenant(slug),
    teamIdsNow: async slugs =>
      new Set(
        tenants
          .filter(({ slug }) => slugs.includes(slug))
          .flatMap(({ teams }) => teams.map(({ id }) => id)),
      ),
    onChange: listener => hub.onChange(listener),
    reserveQuota: async request => quotaOf(request.tenant).reserve(request),
    commitQuota: async ({ tenant, key }) => quotaOf(tenant).commit(key),
    holdQuota: async request => quotaOf(request.tenant).hold(request),
    releaseQuota: async ({ tenant, key, part }) =>
      quotaOf(tenant).release(key, part),
    quota: async (tenant, { except } = {}) => quotaOf(tenant).usage(except),
  };
  const memberships = membershipsOfHub(hub);
  return {
    hub,
    memberships,
    tenancy,
    rights: rightsOfTest(hub, options),
    setMembers,
    setTeams,
    factories: [
      createServiceFactory({
        service: tenancyHubRef,
        deps: {},
        factory: () => hub,
      }),
      createServiceFactory({
        service: membershipServiceRef,
        deps: {},
        factory: () => memberships,
      }),
      createServiceFactory({
        service: tenancyServiceRef,
        deps: {},
        factory: () => tenancy,
      }),
      mockRights(options),
    ],
  };
}

function factsOf(tenant: MockTenant): TenantFacts {
  const { slug, clusters = ['east', 'west'], environments = ['prod'] } = tenant;
  return {
    id: `id-of-${slug}`,
    slug,
    displayName: slug,
    state: tenant.state ?? 'active',
    quota: tenant.quota ?? {
      cpuMillicores: 16_000,
      memoryBytes: 32 * 2 ** 30,
      pods: 100,
    },
    clusters,
    environments: environments.map(name => ({
      id: `id-of-${slug}-${name}`,
      name,
      displayName: name,
      namespace: namespaceOf(slug, name),
      clusters,
      readyClusters: clusters,
      approval: false,
    })),
    teams: teamFactsOf(slug, tenant.teams ?? []),
    installationId: MOCK_INSTALLATION,
    generation: 1,
  };
}

function teamFactsOf(tenant: string, teams: string[]): TenantFacts['teams'] {
  return teams.map(slug => ({
    id: `id-of-${tenant}-${slug}`,
    slug,
    displayName: slug,
  }));
}
