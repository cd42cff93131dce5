import { z } from 'zod';
import { tenantRoleSchema } from './roles';

/**
 * The most people that a tenant may have.
 *
 * @public
 */
export const MOST_MEMBERS = 500;

/**
 * A person, by their entity reference in the catalog: `user:default/tara`.
 *
 * @public
 */
export const personRefSchema = z
  .string()
  .max(200, 'A person has at most 200 characters')
  .regex(
    /^user:[a-z0-9]([a-z0-9._-]*[a-z0-9])?\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/,
    'A person is written as in the catalog, for example user:default/tara',
  );

/** @public */
export const newMemberSchema = z.object({
  person: personRefSchema,
  role: tenantRoleSchema,
});

/** @public */
export type NewMember = z.infer<typeof newMemberSchema>;

/**
 * A person's place in a tenant.
 *
 * @public
 */
export const memberSchema = newMemberSchema.extend({
  id: z.string().describe('ULID of the membership'),
  since: z.iso.datetime(),
});

/** @public */
export type Member = z.infer<typeof memberSchema>;

/**
 * The tenants of the person who asks, and as what.
 *
 * @public
 */
export const myMembershipsSchema = z.object({
  person: z.string(),
  memberships: z.array(
    z.object({
      tenant: z.string(),
      displayName: z.string(),
      role: tenantRoleSchema,
    }),
  ),
});

/** @public */
export type MyMemberships = z.infer<typeof myMembershipsSchema>;
