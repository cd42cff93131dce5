import { AuditFilter, auditOutcomeSchema } from '@flytower/plugin-audit-common';

/** The filters of the log, as they stand in the URL. Days are those of the reader. */
export const logFilters = {
  tenant: '',
  person: '',
  verb: '',
  subjectName: '',
  outcome: '',
  from: '',
  to: '',
  /** The cursor of the page that is shown; the newest entries without. */
  before: '',
} as const;

export type LogFilters = { [K in keyof typeof logFilters]: string };

/**
 * The filters as the server takes them. A person may be written short: `olivia` is `user:default/olivia`. A day is
 * inclusive: to 3 March means before 4 March, 0:00, in the reader's time zone. What nobody understands is left out.
 */
export function toQuery(filters: LogFilters): Omit<AuditFilter, 'limit'> {
  const person = filters.person.trim();
  const outcome = auditOutcomeSchema.safeParse(filters.outcome);
  const query = {
    person:
      person && !person.includes(':') && person !== 'flytower'
        ? `user:default/${person.toLowerCase()}`
        : person,
    verb: filters.verb.trim(),
    subjectName: filters.subjectName.trim(),
    outcome: outcome.data,
    from: startOfDay(filters.from, 0),
    to: startOfDay(filters.to, 1),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value));
}

function startOfDay(day: string, daysLater: number): string | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!found) {
    return undefined;
  }
  const [year, month, date] = found.slice(1).map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
