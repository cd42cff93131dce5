import { defineRoute } from '@flytower/contract';
import { z } from 'zod';
import { teamReadPermission, teamUpdatePermission } from './permissions';
import { newTeamSchema, teamChangeSchema, teamSchema } from './team';

const tenantParams = z.object({ tenant: z.string() });
const teamParams = tenantParams.extend({ team: z.string() });
const mayRead = { kind: 'permission', permission: teamReadPermission } as const;
const mayUpdate = {
  kind: 'permission',
  permission: teamUpdatePermission,
} as const;

/** Routes of the teams of a tenant. */
export const teamRoutes = {
  listTeams: defineRoute({
    method: 'get',
    path: '/v1/tenants/:tenant/teams',
    summary: 'The teams of a tenant, at most 100, with who is in them, by name',
    access: mayRead,
    params: tenantParams,
    result: z.object({ items: z.array(teamSchema) }),
  }),
  createTeam: defineRoute({
    method: 'post',
    path: '/v1/tenants/:tenant/teams',
    summary: 'Makes a team of members of the tenant',
    access: mayUpdate,
    params: tenantParams,
    body: newTeamSchema,
    result: teamSchema,
    status: 201,
    idempotencyKey: 'required',
  }),
  updateTeam: defineRoute({
    method: 'patch',
    path: '/v1/tenants/:tenant/teams/:team',
    summary: "Changes a team's display name or who is in it",
    access: mayUpdate,
    params: teamParams,
    body: teamChangeSchema,
    result: teamSchema,
  }),
  deleteTeam: defineRoute({
    method: 'delete',
    path: '/v1/tenants/:tenant/teams/:team',
    summary:
      'Deletes a team; its people stay in the tenant, its applications belong to no team from then on',
    access: mayUpdate,
    params: teamParams,
    result: z.undefined(),
    status: 204,
  }),
};
