import {
  defineContract,
  defineRoute,
  pageQuerySchema,
} from '@flytower/contract';
import { z } from 'zod';
import { usageReadPermission } from './permissions';
import {
  ledgerRowSchema,
  meteredResourceSchema,
  usageChoicesSchema,
  usageQuerySchema,
  usageReportSchema,
  usageSummarySchema,
} from './usage';

/** Every member may ask; what they get is cut to what they may see. */
const ofMembers = {
  kind: 'permission',
  permission: usageReadPermission,
} as const;

/**
 * The routes of metering. There is none that writes: the ledger is fed by change feeds and by what is seen of the
 * clusters.
 *
 * @public
 */
export const meteringContract = defineContract({
  pluginId: 'metering',
  title: 'Usage',
  routes: {
    getUsage: defineRoute({
      method: 'get',
      path: '/v1/usage',
      summary: 'For how long what existed, ran and was stopped, with sums',
      access: ofMembers,
      query: usageQuerySchema,
      result: usageReportSchema,
    }),
    exportUsage: defineRoute({
      method: 'get',
      path: '/v1/usage.csv',
      summary:
        'The same lines and figures as CSV, the first 10,000 lines in one file',
      access: ofMembers,
      query: usageQuerySchema.omit({ cursor: true, limit: true }),
      result: z.string(),
      produces: 'text/csv',
    }),
    getChoices: defineRoute({
      method: 'get',
      path: '/v1/choices',
      summary:
        'What the usage can be filtered by: everything, or what there is in one tenant',
      access: ofMembers,
      query: z.object({
        tenant: z.string().optional().describe('Slug of a tenant'),
      }),
      result: usageChoicesSchema,
    }),
    getSummary: defineRoute({
      method: 'get',
      path: '/v1/summary',
      summary: 'The usage of the last seven days, in one line',
      access: ofMembers,
      result: usageSummarySchema,
    }),
    getResource: defineRoute({
      method: 'get',
      path: '/v1/resources/:id',
      summary: 'One metered resource with its rows of the ledger',
      access: ofMembers,
      params: z.object({ id: z.string().max(300) }),
      query: pageQuerySchema,
      result: z.object({
        resource: meteredResourceSchema,
        rows: z.array(ledgerRowSchema).describe('A page of them, oldest first'),
        nextCursor: z.string().optional(),
      }),
    }),
  },
});
