import type { Knex } from 'knex';
import { TenantRecord } from '../../domain/TenantRecord';
import {
  parseBindingRow,
  parseEnvironmentRow,
  parseMemberRow,
  parseTargetRow,
  parseTeamMemberRow,
  parseTeamRow,
  TenantRow,
} from './rows';

/** Tenants with their members, teams, environments, targets and bindings: six queries, however many tenants there are. */
export async function loadParts(
  trx: Knex.Transaction,
  tenants: readonly TenantRow[],
): Promise<TenantRecord[]> {
  const ids = tenants.map(({ id }) => id);
  const inTenants = (table: string, order: string) =>
    trx(table).whereIn('tenant_id', ids).orderBy(order);
  const members = grouped(
    (await inTenants('members', 'person')).map(parseMemberRow),
  );
  const bindings = grouped(
    (await inTenants('bindings', 'cluster')).map(parseBindingRow),
  );
  const environments = grouped(
    (await inTenants('environments', 'name')).map(parseEnvironmentRow),
  );
  const targets = grouped(
    (
      await trx('targets')
        .select('targets.*')
        .join('environments', 'environments.id', 'targets.environment_id')
        .whereIn('environments.tenant_id', ids)
        .orderBy('cluster')
    ).map(parseTargetRow),
  );
  const teams = grouped((await inTenants('teams', 'slug')).map(parseTeamRow));
  const teamMembers = grouped(
    (
      await trx('team_members')
        .select('team_members.team_id', 'team_members.lead', 'members.person')
        .join('members', 'members.id', 'team_members.member_id')
        .whereIn('members.tenant_id', ids)
        .orderBy('members.person')
    ).map(parseTeamMemberRow),
  );
  return tenants.map(tenant => ({
    ...tenant,
    members: members(tenant.id),
    bindings: bindings(tenant.id),
    teams: teams(tenant.id).map(team => ({
      ...team,
      tenant: tenant.slug,
      members: teamMembers(team.id),
    })),
    environments: environments(tenant.id).map(environment => ({
      ...environment,
      targets: targets(environment.id),
    })),
  }));
}

/** Looks rows up by what they belong to. */
function grouped<T>(
  rows: { parent: string; part: T }[],
): (parent: string) => T[] {
  const byParent = new Map<string, T[]>();
  for (const { parent, part } of rows) {
    byParent.set(parent, [...(byParent.get(parent) ?? []), part]);
  }
  return parent => byParent.get(parent) ?? [];
}
