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
  finishedAt: z.iso.datetime().optional(),
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
  hash: z.string().describe('SHA-256, hexadecimal'),
});

/** @public */
export type AuditFact = z.infer<typeof auditFactSchema>;

/** @public */
export const auditEntryDetailsSchema = auditEntrySchema.extend({
  facts: z.array(auditFactSchema).describe('Oldest first'),
});

/** @public */
export type AuditEntryDetails = z.infer<typeof auditEntryDetailsSchema>;

/**
 * Whether the chain of facts is whole. `head` is the hash of the newest fact: kept elsewhere, it proves later that no
 * fact up to it was touched.
 *
 * @public
 */
export const auditIntegritySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('whole'),
    facts: z.int().min(0),
    head: z.string(),
    sentence: z.string(),
  }),
  z.object({
    kind: z.literal('broken'),
    sequence: z.int().min(1).describe('The first fact that does not fit'),
    sentence: z.string(),
  }),
]);

/** @public */
export type AuditIntegrity = z.infer<typeof auditIntegritySchema>;
