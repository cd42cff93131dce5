import { z } from 'zod';

/**
 * Where the log stands, signed, to be kept elsewhere.
 *
 * @public
 */
export const auditCheckpointSchema = z.object({
  checkpoint: z.string().describe('One word, "checkpoint.v1.…"'),
  sequence: z.int().min(0).describe('The newest fact'),
  at: z.iso.datetime().describe('When the newest fact was recorded'),
  keyId: z.string(),
});

/** @public */
export type AuditCheckpoint = z.infer<typeof auditCheckpointSchema>;

/**
 * Whether the log still holds what a checkpoint names: `held`; `closed` where retention has removed that part since;
 * `missing` where the log ends before it, `replaced` where something else stands there: both mean that the log was cut
 * off or put back; `not-ours` where no key of this log signed it.
 *
 * @public
 */
export const auditCheckpointAnswerSchema = z.object({
  kind: z.enum(['held', 'closed', 'missing', 'replaced', 'not-ours']),
  sequence: z.int().min(0),
  at: z.iso.datetime(),
  sentence: z.string(),
});

/** @public */
export type AuditCheckpointAnswer = z.infer<typeof auditCheckpointAnswerSchema>;
