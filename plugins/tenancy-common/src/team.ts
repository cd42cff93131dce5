import { teamSlugSchema } from '@flytower/contract';
import { z } from 'zod';
import { personRefSchema } from './member';

/**
 * The most teams that a tenant may have.
 *
 * @public
 */
export const MOST_TEAMS = 100;

/**
 * A person in a team. `lead`: of this team; what a lead of the whole tenant is, its role says.
 *
 * @public
 */
export const teamMemberSchema = z.object({
  person: personRefSchema,
  lead: z.boolean(),
});

/** @public */
export type TeamMember = z.infer<typeof teamMemberSchema>;

const displayNameSchema = z
  .string()
  .trim()
  .min(1, 'The display name is empty')
  .max(80, 'The display name may have at most 80 characters');

const teamMembersSchema = z
  .array(teamMemberSchema)
  .max(200, 'A team has at most 200 people')
  .refine(
    members =>
      new Set(members.map(({ person }) => person)).size === members.length,
    'A person is in the list twice; name each person once',
  );

/**
 * A team of a tenant, of some of its members. Its slug never changes; a team that is made anew under an old slug has
 * another id.
 *
 * @public
 */
export const teamSchema = z.object({
  id: z.string().describe('ULID'),
  tenant: z.string(),
  slug: z.string().describe('Unique in its tenant'),
  displayName: z.string(),
  members: z.array(teamMemberSchema),
  generation: z.int().min(1).describe('The version for If-Match'),
  createdAt: z.iso.datetime(),
});

/** @public */
export type Team = z.infer<typeof teamSchema>;

/** @public */
export const newTeamSchema = z.object({
  slug: teamSlugSchema,
  displayName: displayNameSchema,
  members: teamMembersSchema.default([]),
});

/** @public */
export type NewTeam = z.infer<typeof newTeamSchema>;

/**
 * What changes of a team; what is left out stays. Members are given whole.
 *
 * @public
 */
export const teamChangeSchema = z.object({
  displayName: displayNameSchema.optional(),
  members: teamMembersSchema.optional(),
});

/** @public */
export type TeamChange = z.infer<typeof teamChangeSchema>;
