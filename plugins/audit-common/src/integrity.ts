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

const codes = [
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
  code: z.enum(codes),
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

const checked = {
  checkedAt: z.iso.datetime(),
  since: z
    .int()
    .min(0)
    .describe(
      'After which fact it began; 0 or where retention ended: all of it',
    ),
  until: z.int().min(0).describe('Up to which fact it went'),
  inherited: z
    .int()
    .min(0)
    .describe(
      'Up to which fact the log is from before it had a key: vouched for by its hashes alone until then',
    ),
  inheritedAt: z.iso
    .datetime()
    .optional()
    .describe('When those were adopted: signed as they stood then'),
  sentence: z.string(),
};

/**
 * What a check found. What no check can see is an end that was cut off with everything that names it: that shows against
 * a checkpoint.
 *
 * @public
 */
export const auditVerdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), ...checked }),
  z.object({
    kind: z.literal('broken'),
    ...checked,
    findings: z
      .array(auditFindingSchema)
      .min(1)
      .describe('In the order they were found; the first ten'),
  }),
]);

/** @public */
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;

/**
 * Whether the log is whole, as the last check found it, and how far the one that runs has come.
 *
 * @public
 */
export const auditIntegritySchema = z.object({
  verdict: auditVerdictSchema
    .optional()
    .describe('None before the first check'),
  running: z
    .object({
      startedAt: z.iso.datetime(),
      since: z.int().min(0),
      sequence: z.int().min(0).describe('The fact that it has come to'),
      of: z.int().min(0).describe('The newest fact'),
    })
    .optional(),
});

/** @public */
export type AuditIntegrity = z.infer<typeof auditIntegritySchema>;

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

/**
 * A finding in English, with its place.
 *
 * @public
 */
export function describeFinding(finding: AuditFinding): string {
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
  return `${parts.join(', ')}: ${findingMessages[code]}`;
}
