import { z } from 'zod';

/**
 * A time in which an application belonged to a team: whole seconds, with `from` and without `to`. Intervals of one
 * application never overlap; where there is none, it belonged to no team. They outlive application and team.
 *
 * @public
 */
export const ownershipSchema = z.object({
  applicationId: z.string().describe('ULID'),
  application: z.string().describe('Slug of the application'),
  tenant: z.string(),
  teamId: z.string().describe('ULID: a later team may have the same slug'),
  team: z.string().describe('Slug of the team'),
  from: z.iso.datetime(),
  to: z.iso.datetime().optional().describe('None while it lasts'),
});

/** @public */
export type Ownership = z.infer<typeof ownershipSchema>;
