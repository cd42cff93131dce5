import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { appendEvent, Clock, Store } from '@flytower/durable';
import {
  MOST_TEAMS,
  NewTeam,
  Team,
  TeamChange,
  TeamMember,
  teamSchema,
} from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';
import { listInWords } from '../../domain/sentences';
import { TenantRecord } from '../../domain/TenantRecord';
import { Asking, CommandRunner } from '../operations/CommandRunner';
import { TenantStore } from '../tenants/TenantStore';
import { teamEvent } from './teamEvent';
import { TeamMemberRow, TeamStore } from './TeamStore';

/** What teams need. */
export interface TeamsOptions {
  store: Store;
  tenants: TenantStore;
  teams: TeamStore;
  commands: CommandRunner;
  clock: Clock;
  /** Awaited after each change, so that its caller sees what it did. */
  refresh: () => Promise<void>;
}

/** Which team, who changes it, and the generation they have seen. */
export interface TeamAct {
  tenant: string;
  team: string;
  requester: string;
  ifMatch?: string;
}

/** The teams of tenants. Only rows change: what a person may do in a cluster is decided by their role in the tenant. */
export class Teams {
  readonly #options: TeamsOptions;

  private constructor(options: TeamsOptions) {
    this.#options = options;
  }

  static create(options: TeamsOptions): Teams {
    return new Teams(options);
  }

  async list(slug: string): Promise<Team[]> {
    const { store, tenants } = this.#options;
    const tenant = await store.readTransaction(trx =>
      tenants.get(trx, { slug }),
    );
    if (!tenant) {
      throw tenantNotFound(slug);
    }
    return tenant.teams;
  }

  async create(slug: string, body: NewTeam, asking: Asking): Promise<Team> {
    const { commands, teams, clock } = this.#options;
    const call = { slug, body };
    const answer = await commands.once(
      'createTeam',
      call,
      asking,
      async trx => {
        const tenant = await commands.usable(trx, slug);
        const members = membershipsIn(tenant, body.members);
        const now = clock.now();
        if (!(await teams.insert(trx, tenant.id, body, members, now))) {
          throw new ConflictError(
            `${slug} has a team "${body.slug}" already; choose another name`,
          );
        }
        // Counted under the tenant's lock, before this one.
        if (tenant.teams.length >= MOST_TEAMS) {
          throw new ConflictError(
            `${slug} has ${MOST_TEAMS} teams, as many as a tenant may have; delete one first`,
          );
        }
        const team = await this.#read(trx, slug, body.slug);
        const summary = `The team ${team.slug} of ${slug} was made`;
        const { requester: actor } = asking;
        await appendEvent(
          trx,
          clock,
          teamEvent('created', { team, actor, summary }),
        );
        return team;
      },
    );
    return teamSchema.parse(answer);
  }

  async update(act: TeamAct, change: TeamChange): Promise<Team> {
    const { teams, clock } = this.#options;
    return this.#change(act, async (trx, tenant, found) => {
      const { displayName, members } = change;
      await teams.update(trx, found.id, {
        ...(displayName === undefined ? {} : { displayName }),
        ...(members ? { members: membershipsIn(tenant, members) } : {}),
      });
      const team = await this.#read(trx, act.tenant, act.team);
      const summary = `The team ${team.slug} of ${team.tenant} was changed`;
      const { requester: actor } = act;
      await appendEvent(
        trx,
        clock,
        teamEvent('updated', { team, actor, summary }),
      );
      return team;
    });
  }

  /** Deletes a team. Who keeps things by team (delivery its applications) lets them go when it sees the team gone. */
  async delete(act: TeamAct): Promise<void> {
    const { teams, clock } = this.#options;
    await this.#change(act, async (trx, _tenant, team) => {
      await teams.delete(trx, team.id);
      const summary = `The team ${team.slug} of ${team.tenant} was deleted`;
      const { requester: actor } = act;
      await appendEvent(
        trx,
        clock,
        teamEvent('deleted', { team, actor, summary }),
      );
      return team;
    });
  }

  async #change(
    act: TeamAct,
    work: (
      trx: Knex.Transaction,
      tenant: TenantRecord,
      team: Team,
    ) => Promise<Team>,
  ): Promise<Team> {
    const { store, commands, refresh } = this.#options;
    const team = await store.transaction(async trx => {
      const tenant = await commands.usable(trx, act.tenant);
      const found = teamOf(tenant, act.team);
      assertGeneration(found, act.ifMatch);
      return work(trx, tenant, found);
    });
    await refresh();
    return team;
  }

  async #read(trx: Knex.Transaction, slug: string, team: string) {
    const tenant = await this.#options.tenants.get(trx, { slug });
    if (!tenant) {
      throw new Error(`The tenant ${slug} is gone within its own command`);
    }
    return teamOf(tenant, team);
  }
}

function teamOf(tenant: TenantRecord, slug: string): Team {
  const team = tenant.teams.find(one => one.slug === slug);
  if (!team) {
    throw new NotFoundError(
      `${tenant.slug} has no team "${slug}"; look at its teams again`,
    );
  }
  return team;
}

/** The people as members of the tenant; refused where one of them is none. */
function membershipsIn(
  tenant: TenantRecord,
  people: readonly TeamMember[],
): TeamMemberRow[] {
  const ids = new Map(tenant.members.map(({ person, id }) => [person, id]));
  const strangers = people.filter(({ person }) => !ids.has(person));
  if (strangers.length > 0) {
    const names = listInWords(strangers.map(({ person }) => person));
    throw new InputError(
      strangers.length === 1
        ? `${names} is no member of ${tenant.slug}; add them to the tenant first`
        : `${names} are no members of ${tenant.slug}; add them to the tenant first`,
    );
  }
  return people.flatMap(({ person, lead }) => {
    const memberId = ids.get(person);
    return memberId === undefined ? [] : [{ memberId, lead }];
  });
}

function assertGeneration(team: Team, ifMatch: string | undefined): void {
  const wanted = ifMatch?.replace(/^(?:W\/)?"?(.*?)"?$/, '$1');
  if (![undefined, '*', String(team.generation)].includes(wanted)) {
    throw new ConflictError(
      `The team ${team.slug} has changed since you looked (it is at generation ${team.generation}, not ${wanted}); look again and decide anew`,
    );
  }
}
