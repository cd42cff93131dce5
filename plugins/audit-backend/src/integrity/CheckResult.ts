import {
  AuditFinding,
  AuditFindingCode,
  AuditVerdict,
  auditVerdictSchema,
  describeFinding,
  findingCodes,
} from '@flytower/plugin-audit-common';
import { z } from 'zod';
import { Acknowledged } from '../domain/acknowledgement';
import { Place } from '../domain/Place';
import { afterAcknowledging, Found, foundSchema } from './Findings';

const [{ shape: checked }] = auditVerdictSchema.options;

export const resultSchema = z.object({
  checkedAt: checked.checkedAt,
  since: checked.since,
  until: checked.until,
  full: checked.full,
  inherited: checked.inherited,
  inheritedAt: checked.inheritedAt,
  found: foundSchema,
});

/** What a check found, as it is kept: what was acknowledged since is no part of it. */
export type CheckResult = z.infer<typeof resultSchema>;

/**
 * What a check found that went from one fact to the place that it came to.
 *
 * @param base - the check behind which it went on; without one it went through all of the log
 */
export function resultOf(check: {
  checkedAt: Date;
  since: number;
  base: CheckResult | undefined;
  progress: Place;
  found: Found;
}): CheckResult {
  const { since, base, found } = check;
  const { sequence: until, inherited, inheritedAt } = check.progress;
  const checkedAt = check.checkedAt.toISOString();
  return {
    checkedAt,
    since,
    until,
    full: base?.full ?? { checkedAt, since, until },
    inherited,
    ...(inheritedAt === undefined
      ? {}
      : { inheritedAt: new Date(inheritedAt).toISOString() }),
    found,
  };
}

/**
 * The verdict of a check, as it is by what was acknowledged up to now.
 *
 * @param newest - the newest fact of the log now
 */
export function verdictOf(
  result: CheckResult,
  known: ReadonlyMap<string, Acknowledged>,
  newest: number,
): AuditVerdict {
  const { found: before, ...shared } = result;
  const { counts, first, acknowledged } = afterAcknowledging(before, known);
  const many = findingCodes.flatMap(code => {
    const count = counts[code];
    return count === undefined ? [] : [{ code, count }];
  });
  const verdict = {
    ...shared,
    acknowledged: { count: acknowledged.count, places: acknowledged.first },
  };
  const range = rangeSentence(result, newest);
  const except = exceptSentence(verdict.acknowledged);
  if (many.length === 0) {
    return {
      kind: 'whole',
      ...verdict,
      sentence: `${range}${foundWhole(result)}${except}${inheritedSentence(
        result,
      )}`,
    };
  }
  return {
    kind: 'broken',
    ...verdict,
    counts: many,
    findings: first,
    sentence: `${brokenSentence(
      many,
      first,
    )}${except}. ${range}; compare with a backup of the audit database from before`,
  };
}

/** Which facts were looked at, and when: of no others anything is said. */
function rangeSentence(
  { since, until, checkedAt, full }: CheckResult,
  newest: number,
): string {
  const upTo = `Checked until fact ${until} of ${Math.max(newest, until)}`;
  if (full.until === until) {
    return `${upTo}, by a full check at ${full.checkedAt}`;
  }
  return `${upTo}: up to fact ${full.until} by a full check at ${
    full.checkedAt
  }, behind it by checks of what was new, the last from fact ${
    since + 1
  } at ${checkedAt}`;
}

function foundWhole({ full, until }: CheckResult): string {
  return until === full.since
    ? '; there are no facts'
    : '; those facts were as they were recorded, and the list showed what they tell';
}

function exceptSentence({
  count,
  places,
}: AuditVerdict['acknowledged']): string {
  const last = places
    .map(({ acknowledged }) => acknowledged.at)
    .sort()
    .at(-1);
  return count === 0
    ? ''
    : `, except ${placesOf(count)} that ${
        count === 1 ? 'was' : 'were'
      } acknowledged${count === 1 ? '' : ', the last'} on ${
        last ?? 'some day'
      }`;
}

function brokenSentence(
  counts: readonly { code: AuditFindingCode; count: number }[],
  first: readonly AuditFinding[],
): string {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const [one] = first;
  if (!one) {
    return `${placesOf(
      total,
    )} more than were acknowledged do not fit; check again to see them`;
  }
  const others = total > 1 ? `, and ${total - 1} more` : '';
  return `${describeFinding(one)}${others}`;
}

function inheritedSentence({
  inherited,
  inheritedAt,
  full,
}: CheckResult): string {
  return inherited > full.since
    ? `; those up to fact ${inherited} are from before the log had a key, were adopted ${
        inheritedAt ?? 'at a time that is not known'
      }, and were never changed since`
    : '';
}

function placesOf(count: number): string {
  return count === 1 ? 'one place' : `${count} places`;
}
