import { pageQuerySchema } from '@flytower/contract';
import { z } from 'zod';
import { usageFiguresSchema } from './figures';

/**
 * What is metered. A `database` is an instance of a public service, whatever engine it has.
 *
 * @public
 */
export const resourceTypeSchema = z.enum([
  'service',
  'pod',
  'volume',
  'database',
]);

/** @public */
export type ResourceType = z.infer<typeof resourceTypeSchema>;

/**
 * By what lines are made: one a resource, or one for all that share a property. `team` is the team that owned the
 * application at the time, so a resource whose application changed hands is in two lines, each with its part.
 *
 * @public
 */
export const usageGroupingSchema = z.enum([
  'resource',
  'type',
  'tenant',
  'team',
  'application',
  'environment',
  'cluster',
  'requester',
]);

/** @public */
export type UsageGrouping = z.infer<typeof usageGroupingSchema>;

const filterFields = {
  openedFrom: z.iso.datetime().optional().describe('Opened at or after'),
  openedTo: z.iso.datetime().optional().describe('Opened before'),
  usedFrom: z.iso
    .datetime()
    .optional()
    .describe('Existed at or after; figures count from here on'),
  usedTo: z.iso
    .datetime()
    .optional()
    .describe('Existed before; figures count up to here'),
  type: resourceTypeSchema.optional(),
  tenant: z.string().optional().describe('Slug of a tenant'),
  team: z.string().optional().describe('Slug of a team of a tenant'),
  application: z.string().optional().describe('Slug of an application'),
  environment: z.string().optional(),
  cluster: z.string().optional(),
  requester: z.string().optional().describe('Entity reference of a person'),
};

/**
 * Which usage; everything given must hold. Without any of the four times it is what was opened in the last seven days.
 * The figures of a line count all of its time, or the part between `usedFrom` and `usedTo`.
 *
 * @public
 */
export const usageFilterSchema = z.object(filterFields);

/** @public */
export type UsageFilter = z.infer<typeof usageFilterSchema>;

/** @public */
export const usageQuerySchema = pageQuerySchema.extend({
  ...filterFields,
  groupBy: usageGroupingSchema.default('resource'),
});

/** @public */
export type UsageQuery = z.infer<typeof usageQuerySchema>;

/**
 * A metered thing, from its opening to its end. Times are whole seconds.
 *
 * @public
 */
export const meteredResourceSchema = z.object({
  id: z.string(),
  type: resourceTypeSchema,
  name: z.string(),
  tenant: z.string(),
  teams: z
    .array(z.string())
    .describe('Those that owned its application in the time shown'),
  application: z.string().optional(),
  environment: z.string().optional(),
  cluster: z.string().optional(),
  requester: z.string().optional().describe('Entity reference of a person'),
  openedAt: z.iso.datetime(),
  closedAt: z
    .object({ earliest: z.iso.datetime(), latest: z.iso.datetime() })
    .optional()
    .describe('When it ended, as far as it was seen; absent while it exists'),
});

/** @public */
export type MeteredResource = z.infer<typeof meteredResourceSchema>;

/** @public */
export const usageLineSchema = z.object({
  key: z
    .string()
    .describe('Of the resource or group; empty for what has no such property'),
  resource: meteredResourceSchema
    .optional()
    .describe('Where each line is one resource'),
  figures: usageFiguresSchema,
});

/** @public */
export type UsageLine = z.infer<typeof usageLineSchema>;

/**
 * A time in which a source of measurements was not seen. What existed before and after is known to have gone on; what
 * came and went meanwhile is not known, and how much that was nobody can say.
 *
 * @public
 */
export const sightGapSchema = z.object({
  source: z.object({
    kind: z.enum(['cluster', 'volumes', 'feed']),
    name: z
      .string()
      .describe('A cluster, or the plugin whose changes are read'),
  }),
  from: z.iso.datetime().describe('Seen last'),
  to: z.iso.datetime().optional().describe('Seen again; absent while unseen'),
});

/** @public */
export type SightGap = z.infer<typeof sightGapSchema>;

/**
 * Whose usage the caller sees; the parts add up.
 *
 * @public
 */
export const usageSightSchema = z.object({
  everything: z.boolean(),
  tenants: z.array(z.string()).describe('Tenants whose usage is seen whole'),
  teams: z
    .array(z.object({ tenant: z.string(), team: z.string() }))
    .describe('Teams that the caller leads'),
  own: z
    .array(z.string())
    .describe('Tenants in which the caller sees what they requested'),
});

/** @public */
export type UsageSight = z.infer<typeof usageSightSchema>;

/** @public */
export const usageReportSchema = z.object({
  asOf: z.iso.datetime().describe('Figures of what goes on count up to here'),
  sight: usageSightSchema,
  items: z.array(usageLineSchema),
  totals: usageFiguresSchema.describe('Over all lines, not only this page'),
  gaps: z.array(sightGapSchema).describe('Oldest first, at most 100'),
  nextCursor: z.string().optional(),
});

/** @public */
export type UsageReport = z.infer<typeof usageReportSchema>;

/**
 * One row of the ledger: for how long a resource was in a state, with what. Never changed; what turned out wrong is
 * taken back by a row with `reverses`, which counts against it.
 *
 * @public
 */
export const ledgerRowSchema = z.object({
  id: z.string(),
  state: z.enum(['existed', 'ran', 'stopped']),
  basis: z.literal('requested'),
  from: z.iso.datetime(),
  to: z.iso.datetime().describe('Half-open: this second is not in it'),
  certain: z
    .boolean()
    .describe('False for a gap: it may have been in this state, or not'),
  least: z.object({
    pieces: z.int(),
    cpuMillicores: z.int(),
    memoryBytes: z.int(),
    storageBytes: z.int(),
  }),
  most: z.object({
    pieces: z.int(),
    cpuMillicores: z.int(),
    memoryBytes: z.int(),
    storageBytes: z.int(),
  }),
  reverses: z.string().optional().describe('Id of the row it takes back'),
  recordedAt: z.iso.datetime(),
});

/** @public */
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

/**
 * The most choices of one filter that are listed.
 *
 * @public
 */
export const MOST_CHOICES = 500;

/** Lines in one file; it says so where there are more. @public */
export const MOST_EXPORTED_LINES = 10_000;

/**
 * The choices of the filters, of what the caller sees.
 *
 * @public
 */
export const usageChoicesSchema = z.object({
  tenants: z.array(z.string()),
  teams: z.array(z.string()),
  applications: z.array(z.string()),
  environments: z.array(z.string()),
  clusters: z.array(z.string()),
  requesters: z.array(z.string()),
  cut: z
    .boolean()
    .describe(
      'Of one of them there are more than are listed; those of one tenant are fewer',
    ),
});

/** @public */
export type UsageChoices = z.infer<typeof usageChoicesSchema>;

/**
 * The last seven days of the caller, small enough for a home page.
 *
 * @public
 */
export const usageSummarySchema = z.object({
  from: z.iso.datetime(),
  asOf: z.iso.datetime(),
  sight: usageSightSchema,
  figures: usageFiguresSchema,
});

/** @public */
export type UsageSummary = z.infer<typeof usageSummarySchema>;
