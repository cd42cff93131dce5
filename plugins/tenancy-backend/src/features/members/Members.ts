import { ConflictError, NotFoundError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { appendEvent, Clock, Page, pageOf, Store } from '@flytower/durable';
import {
  Member,
  memberSchema,
  MOST_MEMBERS,
  NewMember,
  TenantRole,
} from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';
import { TenantRecord } from '../../domain/TenantRecord';
import { Asking, CommandRunner } from '../operations/CommandRunner';
import { teamEvent } from '../teams/teamEvent';
import { TeamStore } from '../teams/TeamStore';
import { TenantStore } from '../tenants/TenantStore';

/** What members need. */
export interface MembersOptions {
  store: Store;
  tenants: TenantStore;
  teams: TeamStore;
  commands: CommandRunner;
  clock: Clock;
  /** Awaited after each change: a right that was taken away counts before the answer is out. */
  refresh: () => Promise<void>;
}

/**
 * The people of tenants. Only rows change: in the clusters people act as their role's account, so that nothing there knows
 * them one by one.
 */
export class Members {
  readonly #options: MembersOptions;

  private constructor(options: MembersOptions) {
    this.#options = options;
  }

  static create(options: MembersOptions): Members {
    return new Members(options);
  }

  async list(slug: string): Promise<Member[]> {
    const { store, tenants } = this.#options;
    const tenant = await store.readTransaction(trx =>
      tenants.get(trx, { slug }),
    );
    if (!tenant) {
      throw tenantNotFound(slug);
    }
    return tenant.members;
  }

  /** A page of them, by name; the cursor is the last name of the page before. */
  async page(
    slug: string,
    { cursor, limit }: { cursor?: string; limit: number },
  ): Promise<Page<Member>> {
    const behind = (await this.list(slug))
      .filter(({ person }) => cursor === undefined || person > cursor)
      .sort((one, other) => (one.person < other.person ? -1 : 1));
    return pageOf(behind, limit, {
      keyOf: ({ person }) => person,
      read: members => members,
    });
  }

  async add(slug: string, member: NewMember, asking: Asking): Promise<Member> {
    const { commands, tenants, clock } = this.#options;
    const body = { slug, member };
    const answer = await commands.once('addMember', body, asking, async trx => {
      const tenant = await commands.usable(trx, slug);
      const added = await tenants.addMember(
        trx,
        tenant.id,
        member,
        clock.now(),
      );
      if (!added) {
        throw new ConflictError(
          `${member.person} is a member of ${slug} already; change the role instead`,
        );
      }
      // Counted under the tenant's lock, before this one.
      if (tenant.members.length >= MOST_MEMBERS) {
        throw new ConflictError(
          `${slug} has ${MOST_MEMBERS} members, as many as a tenant may have; remove one first`,
        );
      }
      await this.#tell(trx, tenant, asking.requester, {
        type: 'tenant.member-added.v1',
        summary: `${member.person} became ${member.role} of ${slug}`,
        member: added,
      });
      return added;
    });
    return memberSchema.parse(answer);
  }

  async changeRole(
    slug: string,
    memberId: string,
    role: TenantRole,
    requester: string,
  ): Promise<Member> {
    return this.#change(slug, memberId, async (trx, tenant, member) => {
      const changed = { ...member, role };
      if (member.role === role) {
        return changed;
      }
      assertOwnerLeft(tenant, member);
      await this.#options.tenants.setRole(trx, memberId, role);
      await this.#tell(trx, tenant, requester, {
        type: 'tenant.member-changed.v1',
        summary: `${member.person} is ${role} of ${slug} now, was ${member.role}`,
        member: changed,
      });
      return changed;
    });
  }

  async remove(
    slug: string,
    memberId: string,
    requester: string,
  ): Promise<void> {
    await this.#change(slug, memberId, async (trx, tenant, member) => {
      assertOwnerLeft(tenant, member);
      await this.#options.tenants.removeMember(trx, memberId);
      await this.#leaveTeams(trx, tenant, member, requester);
      await this.#tell(trx, tenant, requester, {
        type: 'tenant.member-removed.v1',
        summary: `${member.person} is no longer ${member.role} of ${slug}`,
        member,
      });
      return member;
    });
  }

  /** The rows went with the membership; here the teams tell of it. */
  async #leaveTeams(
    trx: Knex.Transaction,
    tenant: TenantRecord,
    { person }: Member,
    actor: string,
  ): Promise<void> {
    const { teams, clock } = this.#options;
    for (const team of tenant.teams) {
      const members = team.members.filter(one => one.person !== person);
      if (members.length < team.members.length) {
        await teams.update(trx, team.id, {});
        const summary = `${person} is no longer in the team ${team.slug} of ${tenant.slug}`;
        await appendEvent(
          trx,
          clock,
          teamEvent('updated', { team: { ...team, members }, actor, summary }),
        );
      }
    }
  }

  async #change(
    slug: string,
    memberId: string,
    work: (
      trx: Knex.Transaction,
      tenant: TenantRecord,
      member: Member,
    ) => Promise<Member>,
  ): Promise<Member> {
    const { store, commands, refresh } = this.#options;
    const member = await store.transaction(async trx => {
      const tenant = await commands.usable(trx, slug);
      const found = tenant.members.find(({ id }) => id === memberId);
      if (!found) {
        throw new NotFoundError(
          `${slug} has no member ${memberId}; look at its members again`,
        );
      }
      return work(trx, tenant, found);
    });
    await refresh();
    return member;
  }

  async #tell(
    trx: Knex.Transaction,
    tenant: TenantRecord,
    actor: string,
    what: { type: string; summary: string; member: Member },
  ): Promise<void> {
    const { type, summary, member } = what;
    await appendEvent(trx, this.#options.clock, {
      type,
      subject: { kind: 'member', id: member.id, name: member.person },
      tenant: tenant.slug,
      actor,
      outcome: 'succeeded',
      summary,
      data: { person: member.person, role: member.role },
    });
  }
}

/** A tenant without an owner could be given members by nobody in it. */
function assertOwnerLeft(tenant: TenantRecord, leaving: Member): void {
  const owners = tenant.members.filter(({ role }) => role === 'owner');
  if (leaving.role === 'owner' && owners.length === 1) {
    throw new ConflictError(
      `${leaving.person} is the last owner of ${tenant.slug}; make somebody else owner first`,
    );
  }
}
