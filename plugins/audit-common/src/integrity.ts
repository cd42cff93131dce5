import { z } from 'zod';
import { acknowledgedFindingSchema, auditFindingSchema } from './finding';

const checked = {
  checkedAt: z.iso.datetime().describe('When the last check ended'),
  since: z
    .int()
    .min(0)
    .describe(
      'After which fact it began; 0 or where retention ended: it went through all of it',
    ),
  until: z
    .int()
    .min(0)
    .describe('Up to which fact it went; what is newer nobody has looked at'),
  full: z
    .object({
      checkedAt: z.iso.datetime(),
      since: z.int().min(0),
      until: z.int().min(0),
    })
    .describe(
      'The last check that went through all of the log. Behind its end, only what was new was looked at, once',
    ),
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
  acknowledged: z
    .object({
      count: z.int().min(0),
      places: z
        .array(acknowledgedFindingSchema)
        .describe('The first 20 of each kind'),
    })
    .describe('What does not fit and is known'),
  sentence: z.string(),
};

/**
 * What a check found, of the facts up to `until` and of no others. `whole` is a log in which everything that does not fit
 * was acknowledged. What no check can see is an end that was cut off with everything that names it: that shows against a
 * checkpoint.
 *
 * @public
 */
export const auditVerdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), ...checked }),
  z.object({
    kind: z.literal('broken'),
    ...checked,
    counts: z
      .array(
        z.object({
          code: auditFindingSchema.shape.code,
          count: z.int().min(1),
        }),
      )
      .min(1)
      .describe('How many of each kind nobody has acknowledged'),
    findings: z
      .array(auditFindingSchema)
      .describe('In the order they were found; the first 20 of each kind'),
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
  newest: z.int().min(0).describe('The newest fact of the log'),
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

/** A check comes once a day; a verdict that is older than two of them says that none comes any more. */
const STALE_MS = 2 * 86_400_000;

/**
 * What is to be said of a log in one word, for a page: `stale` is a verdict that no check has renewed for two days,
 * `checking` one that is on its way where there is none yet.
 *
 * @public
 */
export type IntegrityStanding =
  | 'broken'
  | 'never'
  | 'checking'
  | 'stale'
  | 'whole';

/** @public */
export function standingOf(
  { verdict, running }: AuditIntegrity,
  now: Date,
): IntegrityStanding {
  if (!verdict) {
    return running ? 'checking' : 'never';
  }
  if (verdict.kind === 'broken') {
    return 'broken';
  }
  return now.getTime() - Date.parse(verdict.checkedAt) > STALE_MS
    ? 'stale'
    : 'whole';
}

/**
 * How many places of a verdict nobody has acknowledged.
 *
 * @public
 */
export function findingsOf(verdict: AuditVerdict): number {
  return verdict.kind === 'whole'
    ? 0
    : verdict.counts.reduce((sum, { count }) => sum + count, 0);
}
