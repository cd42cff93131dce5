import {
  Member,
  targetStateSchema,
  Team,
  TeamMember,
  tenantRoleSchema,
  tenantStateSchema,
} from '@flytower/plugin-tenancy-common';
import { z } from 'zod';
import {
  BindingRecord,
  TargetRecord,
  TenantRecord,
} from '../../domain/TenantRecord';

/** PostgreSQL gives 64-bit integers as text. */
const integer = z.coerce.number<unknown>().int();
/** SQLite gives 0 and 1. */
const flag = z.union([z.boolean(), z.int()]).transform(Boolean);

/** A tenant without its parts. */
export type TenantRow = Omit<
  TenantRecord,
  'members' | 'environments' | 'bindings' | 'teams'
>;

/** A part of a tenant or environment, with the id of what it belongs to. */
interface Part<T> {
  parent: string;
  part: T;
}

const tenantRow = z.object({
  id: z.string(),
  installation_id: z.string(),
  slug: z.string(),
  display_name: z.string(),
  state: tenantStateSchema,
  cpu_millicores: integer,
  memory_bytes: integer,
  pods: integer,
  generation: integer,
  created_at: integer,
});

export function parseTenantRow(raw: unknown): TenantRow {
  const row = tenantRow.parse(raw);
  return {
    id: row.id,
    installationId: row.installation_id,
    slug: row.slug,
    displayName: row.display_name,
    state: row.state,
    quota: {
      cpuMillicores: row.cpu_millicores,
      memoryBytes: row.memory_bytes,
      pods: row.pods,
    },
    generation: row.generation,
    createdAt: new Date(row.created_at),
  };
}

const memberRow = z.object({
  id: z.string(),
  tenant_id: z.string(),
  person: z.string(),
  role: tenantRoleSchema,
  created_at: integer,
});

export function parseMemberRow(raw: unknown): Part<Member> {
  const row = memberRow.parse(raw);
  return {
    parent: row.tenant_id,
    part: {
      id: row.id,
      person: row.person,
      role: row.role,
      since: new Date(row.created_at).toISOString(),
    },
  };
}

const teamRow = z.object({
  id: z.string(),
  tenant_id: z.string(),
  slug: z.string(),
  display_name: z.string(),
  generation: z.int(),
  created_at: integer,
});

/** A team without its tenant's slug and its people. */
export function parseTeamRow(
  raw: unknown,
): Part<Omit<Team, 'tenant' | 'members'>> {
  const row = teamRow.parse(raw);
  return {
    parent: row.tenant_id,
    part: {
      id: row.id,
      slug: row.slug,
      displayName: row.display_name,
      generation: row.generation,
      createdAt: new Date(row.created_at).toISOString(),
    },
  };
}

const teamMemberRow = z.object({
  team_id: z.string(),
  person: z.string(),
  lead: flag,
});

export function parseTeamMemberRow(raw: unknown): Part<TeamMember> {
  const { team_id, person, lead } = teamMemberRow.parse(raw);
  return { parent: team_id, part: { person, lead } };
}

const environmentRow = z.object({
  id: z.string(),
  tenant_id: z.string(),
  name: z.string(),
});

export function parseEnvironmentRow(
  raw: unknown,
): Part<{ id: string; name: string }> {
  const { id, name, tenant_id } = environmentRow.parse(raw);
  return { parent: tenant_id, part: { id, name } };
}

const bindingRow = z.object({
  tenant_id: z.string(),
  cluster: z.string(),
  unbinding: flag,
});

export function parseBindingRow(raw: unknown): Part<BindingRecord> {
  const { tenant_id, cluster, unbinding } = bindingRow.parse(raw);
  return { parent: tenant_id, part: { cluster, unbinding } };
}

const targetRow = z.object({
  environment_id: z.string(),
  cluster: z.string(),
  state: targetStateSchema,
  sentence: z.string(),
  checked_at: integer.nullable(),
  kept_by: z.string().nullable(),
});

export function parseTargetRow(raw: unknown): Part<TargetRecord> {
  const row = targetRow.parse(raw);
  return {
    parent: row.environment_id,
    part: {
      cluster: row.cluster,
      state: row.state,
      sentence: row.sentence,
      ...(row.checked_at === null
        ? {}
        : { checkedAt: new Date(row.checked_at) }),
      ...(row.kept_by === null ? {} : { keptBy: row.kept_by }),
    },
  };
}
