import { Cron } from 'croner';
import { z } from 'zod';

const VALUE =
  '(?:\\d{1,2}|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)';
const PART = `(?:\\*|${VALUE}(?:-${VALUE})?)(?:/\\d{1,2})?`;
const FIELD = `${PART}(?:,${PART})*`;
/** Five fields as Kubernetes takes them: none of croner's further signs. */
const FIELDS = new RegExp(`^(?:${FIELD} ){4}${FIELD}$`, 'i');
/** To Kubernetes Sunday is 0, never 7. */
const SEVENTH_DAY = /[ ,-]7[^ ]*$/;

/**
 * When a scheduled job runs: five cron fields (minute, hour, day of the month, month, day of the week) in an IANA time zone.
 *
 * `concurrency`: what happens while the last run still goes on. `deadlineSeconds`: a run that could not start within it
 * (the cluster was down) is left out; without it a late run starts late.
 *
 * @public
 */
export const scheduleSchema = z
  .object({
    cron: z.string().trim().max(100),
    timeZone: z.string().max(64).default('Etc/UTC'),
    concurrency: z.enum(['forbid', 'allow', 'replace']).default('forbid'),
    deadlineSeconds: z.int().min(10).max(86_400).optional(),
  })
  .superRefine(({ cron, timeZone }, context) => {
    if (!isTimeZone(timeZone)) {
      context.addIssue({
        code: 'custom',
        path: ['timeZone'],
        message: `"${timeZone}" is no time zone: write it like Europe/Berlin or Etc/UTC`,
      });
    } else if (!isCron(cron)) {
      context.addIssue({
        code: 'custom',
        path: ['cron'],
        message: `"${cron}" is no schedule that ever comes: give minute, hour, day, month and day of the week, like 30 2 * * 1-5`,
      });
    }
  });

/** @public */
export type Schedule = z.output<typeof scheduleSchema>;

/**
 * A schedule as it stands on pages and in sentences: `30 2 * * 1-5 (Europe/Berlin)`.
 *
 * @public
 */
export function scheduleInWords({
  cron,
  timeZone,
}: Pick<Schedule, 'cron' | 'timeZone'>): string {
  return `${cron} (${timeZone})`;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }));
  } catch {
    return false;
  }
}

function isCron(cron: string): boolean {
  if (!FIELDS.test(cron) || SEVENTH_DAY.test(cron)) {
    return false;
  }
  try {
    return new Cron(cron, { mode: '5-part', paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

/**
 * The next times that a schedule comes, after an instant.
 *
 * @public
 */
export function nextRuns(
  { cron, timeZone }: Pick<Schedule, 'cron' | 'timeZone'>,
  options: { after: Date; count: number },
): Date[] {
  return new Cron(cron, {
    mode: '5-part',
    paused: true,
    timezone: timeZone,
  }).nextRuns(options.count, options.after);
}
