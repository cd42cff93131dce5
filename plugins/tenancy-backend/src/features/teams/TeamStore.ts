import { newId } from '@flytower/durable';
import { NewTeam } from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';

/** A person in a team, by their membership of the tenant. */
export interface TeamMemberRow {
  memberId: string;
  lead: boolean;
}

/** Teams as rows; they are read with their tenants. Every method works in the caller's transaction. */
export class TeamStore {
  static create(): TeamStore {
    return new TeamStore();
  }

  private constructor() {}

  /** False where the tenant has a team of that slug already. */
  async insert(
    trx: Knex.Transaction,
    tenantId: string,
    team: Pick<NewTeam, 'slug' | 'displayName'>,
    members: readonly TeamMemberRow[],
    now: Date,
  ): Promise<boolean> {
    const id = newId();
    const inserted = await trx('teams')
      .insert({
        id,
        tenant_id: tenantId,
        slug: team.slug,
        display_name: team.displayName,
        created_at: now.getTime(),
      })
      .onConflict(['tenant_id', 'slug'])
      .ignore()
      .returning('id');
    if (inserted.length === 0) {
      return false;
    }
    await insertMembers(trx, id, members);
    return true;
  }

  /** Changes what is given, and raises the generation. Members are replaced whole. */
  async update(
    trx: Knex.Transaction,
    id: string,
    change: { displayName?: string; members?: readonly TeamMemberRow[] },
  ): Promise<void> {
    await trx('teams')
      .where({ id })
      .update({
        ...(change.displayName === undefined
          ? {}
          : { display_name: change.displayName }),
        generation: trx.raw('generation + 1'),
      });
    if (change.members) {
      await trx('team_members').where({ team_id: id }).delete();
      await insertMembers(trx, id, change.members);
    }
  }

  async delete(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('teams').where({ id }).delete();
  }
}

async function insertMembers(
  trx: Knex.Transaction,
  teamId: string,
  members: readonly TeamMemberRow[],
): Promise<void> {
  if (members.length > 0) {
    await trx('team_members').insert(
      members.map(({ memberId, lead }) => ({
        team_id: teamId,
        member_id: memberId,
        lead,
      })),
    );
  }
}
