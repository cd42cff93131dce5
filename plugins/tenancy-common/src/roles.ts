import { z } from 'zod';

/**
 * What a person is inside one tenant. What each role may do stands in one place: the table of the permission policy.
 *
 * @public
 */
export const tenantRoleSchema = z.enum([
  'owner',
  'developer',
  'viewer',
  'lead',
]);

/** @public */
export type TenantRole = z.infer<typeof tenantRoleSchema>;

/** Every role of a tenant, in the order pages show them. @public */
export const tenantRoles: readonly TenantRole[] = tenantRoleSchema.options;

/**
 * The accounts a tenant has in a cluster: those of its roles (a lead looks as a viewer does), and `deployer`, as which
 * engines act for its people.
 *
 * @public
 */
export const tenantAccounts = [
  'owner',
  'developer',
  'viewer',
  'deployer',
] as const;

/** @public */
export type TenantAccount = (typeof tenantAccounts)[number];
