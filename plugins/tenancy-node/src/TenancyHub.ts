import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { TenantFacts, TenantRole } from '@flytower/plugin-tenancy-common';

/**
 * One person in one tenant.
 *
 * @public
 */
export interface Membership {
  person: string;
  tenant: string;
  role: TenantRole;
}

/**
 * One person in one team.
 *
 * @public
 */
export interface TeamMembership {
  person: string;
  tenant: string;
  /** Slug of the team. */
  team: string;
  /** Whether the person leads this team. */
  lead: boolean;
}

/**
 * All of tenancy that is held in memory, as of one revision.
 *
 * @public
 */
export interface TenancyState {
  revision: number;
  tenants: readonly TenantFacts[];
  memberships: readonly Membership[];
  teamMemberships: readonly TeamMembership[];
}

/**
 * The one copy of tenants and memberships in this process, so that a permission is decided without asking another plugin.
 * Only the tenancy backend publishes: after each of its own commits, and when another replica's revision shows.
 *
 * @public
 */
export class TenancyHub {
  #state?: Indexed;
  readonly #listeners = new Set<() => void>();

  private constructor() {}

  static create(): TenancyHub {
    return new TenancyHub();
  }

  /** Whether tenants and memberships have been loaded once. */
  get ready(): boolean {
    return this.#state !== undefined;
  }

  /** The revision published last; -1 before the first. */
  get revision(): number {
    return this.#state?.revision ?? -1;
  }

  /** Takes a state over, unless it is older than the one that is held: two loads may end in either order. */
  publish(state: TenancyState): void {
    if (state.revision < this.revision) {
      return;
    }
    this.#state = indexed(state);
    this.#listeners.forEach(listener => listener());
  }

  /** Calls the listener after each published state; the answer ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tenants(): readonly TenantFacts[] {
    return this.#loaded().tenants;
  }

  tenant(slug: string): TenantFacts | undefined {
    return this.#loaded().bySlug.get(slug);
  }

  membershipsOf(person: string): readonly Membership[] {
    return this.#loaded().byPerson.get(person) ?? [];
  }

  /** The members of a tenant: entity references, as `user:default/dan`. */
  peopleOf(tenant: string): readonly string[] {
    return this.#loaded().peopleByTenant.get(tenant) ?? [];
  }

  teamsOf(person: string): readonly TeamMembership[] {
    return this.#loaded().teamsByPerson.get(person) ?? [];
  }

  #loaded(): Indexed {
    if (!this.#state) {
      throw new ServiceUnavailableError(
        'Tenants and members are not loaded yet; try again in a few seconds',
      );
    }
    return this.#state;
  }
}

interface Indexed extends TenancyState {
  bySlug: ReadonlyMap<string, TenantFacts>;
  byPerson: ReadonlyMap<string, readonly Membership[]>;
  teamsByPerson: ReadonlyMap<string, readonly TeamMembership[]>;
  peopleByTenant: ReadonlyMap<string, readonly string[]>;
}

function indexed(state: TenancyState): Indexed {
  return {
    ...state,
    bySlug: new Map(state.tenants.map(tenant => [tenant.slug, tenant])),
    byPerson: grouped(state.memberships, ({ person }) => person),
    teamsByPerson: grouped(state.teamMemberships, ({ person }) => person),
    peopleByTenant: new Map(
      [...grouped(state.memberships, ({ tenant }) => tenant)].map(
        ([tenant, members]) => [tenant, members.map(({ person }) => person)],
      ),
    ),
  };
}

function grouped<T>(
  all: readonly T[],
  keyOf: (one: T) => string,
): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const others = found.get(keyOf(one));
    if (others) {
      others.push(one);
    } else {
      found.set(keyOf(one), [one]);
    }
  }
  return found;
}

/**
 * The hub of this process. For the tenancy backend alone; everybody else uses the membership and tenancy services.
 *
 * @public
 */
export const tenancyHubRef = createServiceRef<TenancyHub>({
  id: 'flytower.tenancy.hub',
  scope: 'root',
});

/** @public */
export const tenancyHubFactory = createServiceFactory({
  service: tenancyHubRef,
  deps: {},
  factory: () => TenancyHub.create(),
});
