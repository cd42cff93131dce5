import { Store } from '@flytower/durable';
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

/**
 * Tenants with their members, teams, environments, targets and bindings: six queries, however many tenants there are. A
 * part that cannot be read is left out alone: nobody gets a right by that, and no tenant loses the rest.
 */
export async function loadParts(
  { readable }: Pick<Store, 'readable'>,
  trx: Knex.Transaction,
  tenants: readonly TenantRow[],
): Promise<TenantRecord[]> {
  const ids = tenants.map(({ id }) => id);
  const inTenants = (table: string, order: string) =>
    trx(table).whereIn('tenant_id', ids).orderBy(order);
  const members = grouped(
    readable({
      table: 'members',
      rows: await inTenants('members', 'person'),
      parse: parseMemberRow,
    }),
  );
  const bindings = grouped(
    readable({
      table: 'bindings',
      rows: await inTenants('bindings', 'cluster'),
      parse: parseBindingRow,
      key: 'tenant_id',
    }),
  );
  const environments = grouped(
    readable({
      table: 'environments',
      rows: await inTenants('environments', 'name'),
      parse: parseEnvironmentRow,
    }),
  );
  const targets = grouped(
    readable({
      table: 'targets',
      rows: await trx('targets')
        .select('targets.*')
        .join('environments', 'environments.id', 'targets.environment_id')
        .whereIn('environments.tenant_id', ids)
        .orderBy('cluster'),
      parse: parseTargetRow,
      key: 'environment_id',
    }),
  );
  const teams = grouped(
    readable({
      table: 'teams',
      rows: await inTenants('teams', 'slug'),
      parse: parseTeamRow,
    }),
  );
  const teamMembers = grouped(
    readable({
      table: 'team_members',
      rows: await trx('team_members')
        .select('team_members.team_id', 'team_members.lead', 'members.person')
        .join('members', 'members.id', 'team_members.member_id')
        .whereIn('members.tenant_id', ids)
        .orderBy('members.person'),
      parse: parseTeamMemberRow,
      key: 'team_id',
    }),
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
