import {
  MembershipService,
  OperationsAdmins,
} from '@flytower/plugin-tenancy-node';
import { EntityTenants } from './EntityTenants';

/**
 * What one person may be told of others: which references to entities mean something to them. The same rule by which the
 * catalog shows entities (`visibleEntities` of tenancy-node), for references that stand in entities they do see.
 */
export class Sight {
  readonly #person: string;
  readonly #tenants: ReadonlySet<string>;
  readonly #people: ReadonlySet<string>;
  readonly #operations: ReadonlySet<string>;
  readonly #facts: EntityTenants;

  private constructor(person: string, options: SightOptions) {
    const { memberships, admins, facts } = options;
    this.#person = person;
    this.#tenants = new Set(
      memberships.membershipsOf(person).map(({ tenant }) => tenant),
    );
    this.#people = memberships.peopleBeside(person);
    this.#operations = new Set(admins.groups);
    this.#facts = facts;
  }

  /** Throws `ServiceUnavailableError` while memberships are not loaded. */
  static of(person: string, options: SightOptions): Sight {
    return new Sight(person, options);
  }

  /** Those of the references, whole and in lower case, that the person may know of. What is not there is not seen. */
  async seen(refs: Iterable<string>): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    const asked: string[] = [];
    for (const ref of new Set(refs)) {
      if (this.#people.has(ref) || this.#operations.has(ref)) {
        seen.add(ref);
      } else if (!ref.startsWith('user:')) {
        asked.push(ref);
      }
    }
    for (const [ref, { tenant }] of await this.#facts.of(asked)) {
      if (
        tenant === undefined
          ? !ref.startsWith('group:') || (await this.#isIn(ref))
          : this.#tenants.has(tenant)
      ) {
        seen.add(ref);
      }
    }
    return seen;
  }

  async #isIn(group: string): Promise<boolean> {
    return (await this.#facts.groupsOf(this.#person)).has(group);
  }
}

export interface SightOptions {
  admins: Pick<OperationsAdmins, 'groups'>;
  facts: EntityTenants;
  memberships: Pick<MembershipService, 'membershipsOf' | 'peopleBeside'>;
}
