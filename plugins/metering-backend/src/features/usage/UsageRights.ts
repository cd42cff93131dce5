import { TenantScope } from '@flytower/contract';
import { Authority, Caller, personOf, scopeFor } from '@flytower/contract-node';
import {
  usageReadTenantPermission,
  UsageSight,
} from '@flytower/plugin-metering-common';
import { MembershipService } from '@flytower/plugin-tenancy-node';
import { UsageScope } from './UsageScope';

/**
 * Whose usage a person sees: that of whole tenants where the policy says so (operations admins, owners), what was owned
 * by teams that they lead, and what they requested themselves. Nothing of a tenant of which they are no member.
 */
export class UsageRights {
  readonly #authority: Pick<Authority, 'permissions' | 'rights'>;
  readonly #memberships: MembershipService;

  static create(options: {
    permissions: Authority['permissions'];
    rights: Authority['rights'];
    memberships: MembershipService;
  }): UsageRights {
    return new UsageRights(options, options.memberships);
  }

  private constructor(
    authority: Pick<Authority, 'permissions' | 'rights'>,
    memberships: MembershipService,
  ) {
    this.#authority = authority;
    this.#memberships = memberships;
  }

  /** `member` are the tenants in which the caller may see their own part. */
  async scopeOf(caller: Caller, member: TenantScope): Promise<UsageScope> {
    const person = personOf(caller);
    const whole = await scopeFor(
      this.#authority,
      usageReadTenantPermission,
      caller,
    );
    if (whole !== 'denied' && whole.kind === 'all') {
      return { kind: 'everything' };
    }
    const tenants = whole === 'denied' ? [] : whole.tenants;
    const mine = member.kind === 'some' ? member.tenants : [];
    const part = mine.filter(tenant => !tenants.includes(tenant));
    return {
      kind: 'part',
      tenants,
      teams: this.#memberships
        .teamsOf(person)
        .filter(({ tenant, lead }) => lead && part.includes(tenant))
        .map(({ tenant, team }) => ({ tenant, team })),
      own: { person, tenants: part },
    };
  }
}

/** The same for the reader. */
export function sightOf(scope: UsageScope): UsageSight {
  return scope.kind === 'everything'
    ? { everything: true, tenants: [], teams: [], own: [] }
    : {
        everything: false,
        tenants: [...scope.tenants],
        teams: [...scope.teams],
        own: [...scope.own.tenants],
      };
}
