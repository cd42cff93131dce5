import {
  defineContract,
  defineRoute,
  pageQuerySchema,
  pageSchema,
} from '@flytower/contract';
import { z } from 'zod';
import {
  auditEntryDetailsSchema,
  auditEntrySchema,
  auditOutcomeSchema,
} from './entry';
import {
  auditCheckpointAnswerSchema,
  auditCheckpointSchema,
} from './checkpoint';
import { acknowledgeSchema } from './finding';
import { auditIntegritySchema } from './integrity';
import {
  auditAcknowledgePermission,
  auditReadAllPermission,
  auditReadPermission,
} from './permissions';

/**
 * What to show of the log; everything given must hold. Newest first.
 *
 * @public
 */
export const auditFilterSchema = pageQuerySchema.extend({
  limit: z.coerce.number<number | string>().int().min(1).max(100).default(100),
  person: z.string().optional().describe('Entity reference of who asked'),
  subjectKind: z.string().optional().describe('For example "service"'),
  subjectName: z.string().optional(),
  verb: z
    .string()
    .optional()
    .describe('A verb, or its beginning: "tenant" finds "tenant.onboarded"'),
  outcome: auditOutcomeSchema.optional(),
  from: z.iso.datetime().optional().describe('Requested at or after'),
  to: z.iso.datetime().optional().describe('Requested before'),
});

/** @public */
export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** Entries in one file; it says so where there are more. Whoever wants them filters by day. @public */
export const MOST_EXPORTED = 10_000;

const exportFilterSchema = auditFilterSchema.omit({
  cursor: true,
  limit: true,
});

const everything = {
  kind: 'permission',
  permission: auditReadAllPermission,
} as const;
const ofTenant = {
  kind: 'permission',
  permission: auditReadPermission,
} as const;

/**
 * The routes of the operation log. None writes a fact of anything but the log itself: facts come from the change feeds of
 * other plugins and from Backstage's auditor, and from whoever acknowledges what a check found.
 *
 * @public
 */
export const auditContract = defineContract({
  pluginId: 'audit',
  title: 'Operation log',
  routes: {
    listEntries: defineRoute({
      method: 'get',
      path: '/v1/entries',
      summary: 'The operation log, newest first',
      access: everything,
      query: auditFilterSchema.extend({
        tenant: z.string().optional().describe('Slug of a tenant'),
      }),
      result: pageSchema(auditEntrySchema),
    }),
    exportEntries: defineRoute({
      method: 'get',
      path: '/v1/entries.csv',
      summary: 'The same entries as CSV, the newest 10,000 of them',
      access: everything,
      query: exportFilterSchema.extend({
        tenant: z.string().optional().describe('Slug of a tenant'),
      }),
      result: z.string(),
      produces: 'text/csv',
    }),
    getEntry: defineRoute({
      method: 'get',
      path: '/v1/entries/:id',
      summary: 'One entry with the facts behind it',
      access: everything,
      params: z.object({ id: z.string() }),
      result: auditEntryDetailsSchema,
    }),
    listTenantEntries: defineRoute({
      method: 'get',
      path: '/v1/tenants/:tenant/entries',
      summary: "A tenant's part of the operation log, newest first",
      access: ofTenant,
      params: z.object({ tenant: z.string() }),
      query: auditFilterSchema,
      result: pageSchema(auditEntrySchema),
    }),
    exportTenantEntries: defineRoute({
      method: 'get',
      path: '/v1/tenants/:tenant/entries.csv',
      summary: "A tenant's part as CSV, the newest 10,000 entries of it",
      access: ofTenant,
      params: z.object({ tenant: z.string() }),
      query: exportFilterSchema,
      result: z.string(),
      produces: 'text/csv',
    }),
    getTenantEntry: defineRoute({
      method: 'get',
      path: '/v1/tenants/:tenant/entries/:id',
      summary: "One entry of a tenant's part with the facts behind it",
      access: ofTenant,
      params: z.object({ tenant: z.string(), id: z.string() }),
      result: auditEntryDetailsSchema,
    }),
    getIntegrity: defineRoute({
      method: 'get',
      path: '/v1/integrity',
      summary:
        'Whether the log is whole, as the last check found it; checks nothing itself',
      access: everything,
      result: auditIntegritySchema,
    }),
    checkIntegrity: defineRoute({
      method: 'post',
      path: '/v1/integrity/checks',
      summary: 'Begins a check of the log, or joins the one that runs',
      access: everything,
      body: z.object({
        from: z
          .enum(['beginning', 'last'])
          .default('beginning')
          .describe(
            'last: what is new since the last check, where that found the log whole; of what is older it says nothing new',
          ),
      }),
      result: auditIntegritySchema,
      status: 202,
    }),
    acknowledgeFindings: defineRoute({
      method: 'post',
      path: '/v1/integrity/acknowledgements',
      summary:
        'Says that findings of the last check are known, and why: they are no longer alarmed, for as long as what stands there stays as it is. One that is acknowledged already stays as it is',
      access: { kind: 'permission', permission: auditAcknowledgePermission },
      body: acknowledgeSchema,
      result: auditIntegritySchema,
    }),
    getCheckpoint: defineRoute({
      method: 'get',
      path: '/v1/checkpoint',
      summary: 'Where the log stands, signed, to be kept elsewhere',
      access: everything,
      result: auditCheckpointSchema,
    }),
    compareCheckpoint: defineRoute({
      method: 'post',
      path: '/v1/checkpoint/comparisons',
      summary: 'Whether the log still holds what a checkpoint names',
      access: everything,
      body: z.object({
        checkpoint: z
          .string()
          .max(4_000)
          .describe('The checkpoint, its file, or the line of the process log'),
      }),
      result: auditCheckpointAnswerSchema,
    }),
  },
});
