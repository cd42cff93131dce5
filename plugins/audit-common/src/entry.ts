import { z } from 'zod';

/**
 * How an act stands or ended. `denied` is an act that never began.
 *
 * @public
 */
export const auditOutcomeSchema = z.enum([
  'requested',
  'succeeded',
  'failed',
  'denied',
  'aborted',
]);

/** @public */
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;

/**
 * One act in the operation log: who wanted what done to which object, when, and what became of it. All facts of one
 * operation are one entry; what has no operation is an entry of its own.
 *
 * @public
 */
export const auditEntrySchema = z.object({
  id: z
    .string()
    .describe('Id of the operation, or of the fact where there is none'),
  source: z.string().describe('Plugin that told of it, for example "delivery"'),
  operationId: z.string().optional(),
  verb: z.string().describe('For example "release.requested"'),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  tenant: z.string().optional().describe('Slug of the tenant'),
  person: z
    .string()
    .describe(
      'Who asked: entity reference of a person, or flytower for the platform itself',
    ),
  outcome: auditOutcomeSchema,
  reason: z.string().describe('The newest sentence about it'),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso
    .datetime()
    .optional()
    .describe('When it ended; of what was repeated, when the last was'),
  times: z
    .int()
    .min(1)
    .describe('How often the same was refused or failed, one after the other'),
});

/** @public */
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/**
 * One fact as it was recorded, for ever. Its hash is made of its content and the hash before it, so that a fact that
 * was changed or removed later shows.
 *
 * @public
 */
export const auditFactSchema = z.object({
  sequence: z.int().min(1),
  id: z.string(),
  source: z.string(),
  verb: z.string(),
  actor: z.string(),
  outcome: auditOutcomeSchema,
  summary: z.string(),
  data: z.record(z.string(), z.json()).describe('Never a secret'),
  at: z.iso.datetime().describe('When it happened'),
  recordedAt: z.iso.datetime().describe('When the log heard of it'),
  repeats: z
    .object({ times: z.int().min(1), lastAt: z.iso.datetime() })
    .optional()
    .describe('Where it stands for several that were the same, first at "at"'),
  hash: z.string().describe('SHA-256, hexadecimal'),
});

/** @public */
export type AuditFact = z.infer<typeof auditFactSchema>;

/** @public */
export const auditEntryDetailsSchema = auditEntrySchema.extend({
  facts: z
    .array(auditFactSchema)
    .describe('Oldest first; the newest 100 where there are more'),
});

/** @public */
export type AuditEntryDetails = z.infer<typeof auditEntryDetailsSchema>;
