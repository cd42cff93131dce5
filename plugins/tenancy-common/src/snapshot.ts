import { feedCursorSchema } from '@flytower/contract';
import { z } from 'zod';
import { memberSchema } from './member';
import { teamSchema } from './team';
import { tenantFactsSchema } from './tenant';

/**
 * All of tenancy at one moment, with the cursor from which the change feed goes on.
 *
 * @public
 */
export const tenancySnapshotSchema = z.object({
  cursor: feedCursorSchema,
  tenants: z.array(
    tenantFactsSchema.extend({
      members: z.array(memberSchema),
      teams: z.array(teamSchema),
    }),
  ),
});

/** @public */
export type TenancySnapshot = z.infer<typeof tenancySnapshotSchema>;
