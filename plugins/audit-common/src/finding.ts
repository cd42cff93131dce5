import { z } from 'zod';

/**
 * What a check may find, in English, to be read after its place: "Fact 7: changed after it was recorded".
 *
 * @public
 */
export const findingMessages = {
  'fact-changed': 'changed after it was recorded',
  'fact-missing': 'missing',
  'fact-added': 'added without the key',
  'facts-unsigned':
    'signed by nobody; from before the log had a key, or put there without it',
  'facts-rewritten': 'changed, and their hashes made anew',
  'batch-changed': 'their signature was changed, or made with another key',
  'batch-missing': 'their signature is missing',
  'key-unknown':
    'signed with a key that is not in flytower.audit.keys; put it back to verify them',
  'entry-changed': 'the list shows another entry than the facts tell of',
  'entry-missing': 'the list lacks the entry that the facts tell of',
  'entry-added': 'the list shows an entry that no fact tells of',
  'head-changed': 'the log does not end where its head says',
  'end-missing': 'cut off the end; a checkpoint, or the head, names them',
  'history-replaced':
    'not what a checkpoint names; the log was put back, or made anew',
  'segment-changed': 'what retention says it closed was changed',
} as const;

/** @public */
export type AuditFindingCode = keyof typeof findingMessages;

/** Every kind of finding. @public */
export const findingCodes = [
  'fact-changed',
  'fact-missing',
  'fact-added',
  'facts-unsigned',
  'facts-rewritten',
  'batch-changed',
  'batch-missing',
  'key-unknown',
  'entry-changed',
  'entry-missing',
  'entry-added',
  'head-changed',
  'end-missing',
  'history-replaced',
  'segment-changed',
] as const satisfies readonly AuditFindingCode[];

/**
 * One thing that does not fit, with its place. `at` is when that part was recorded, or the newest moment before where the
 * part itself is gone.
 *
 * @public
 */
export const auditFindingSchema = z.object({
  id: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe(
      'Made of what stands there now and of everything that cannot be verified because of it: another change there is another finding',
    ),
  code: z.enum(findingCodes),
  sequence: z
    .int()
    .min(0)
    .optional()
    .describe('The fact, or the first of them'),
  until: z.int().min(0).optional().describe('The last of several facts'),
  at: z.iso.datetime().optional(),
  entry: z.string().optional().describe('Id of the entry that it is about'),
  keyId: z.string().optional(),
});

/** @public */
export type AuditFinding = z.infer<typeof auditFindingSchema>;

/**
 * A finding that an operations admin knows of: it is no longer alarmed, for as long as what stands there stays as it is.
 *
 * @public
 */
export const acknowledgedFindingSchema = auditFindingSchema.extend({
  acknowledged: z.object({
    by: z.string().describe('Entity reference of who acknowledged it'),
    at: z.iso.datetime(),
    reason: z.string(),
  }),
});

/** @public */
export type AcknowledgedFinding = z.infer<typeof acknowledgedFindingSchema>;

/** Findings in one act. @public */
export const MOST_ACKNOWLEDGED = 100;

/**
 * Which findings of the last check are known, and why that is well.
 *
 * @public
 */
export const acknowledgeSchema = z.object({
  findings: z
    .array(auditFindingSchema.shape.id)
    .min(1)
    .max(
      MOST_ACKNOWLEDGED,
      `At most ${MOST_ACKNOWLEDGED} findings can be acknowledged in one act; acknowledge the others in another`,
    )
    .describe('Ids of findings that the last check has'),
  reason: z
    .string()
    .trim()
    .min(3, 'Say why in some words; whoever reads the log later wants to know')
    .max(500, 'The reason may have at most 500 characters'),
});

/**
 * A finding in English, with its place.
 *
 * @public
 */
export function describeFinding(finding: Omit<AuditFinding, 'id'>): string {
  const { code, sequence, until, at, entry, keyId } = finding;
  const facts =
    until !== undefined && until !== sequence
      ? `Facts ${sequence} to ${until}`
      : `Fact ${sequence}`;
  const parts = [
    ...(sequence === undefined ? [] : [facts]),
    ...(entry === undefined ? [] : [`entry ${entry}`]),
    ...(keyId === undefined ? [] : [`key "${keyId}"`]),
    ...(at === undefined ? [] : [at]),
  ];
  const what = findingMessages[code];
  return parts.length > 0 ? `${parts.join(', ')}: ${what}` : what;
}
