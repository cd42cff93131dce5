import { AuditEntry, auditOutcomeSchema } from '@flytower/plugin-audit-common';
import { z } from 'zod';
import { ChainedFact } from './domain/chain';

/** A whole number, which PostgreSQL gives as text where it may be long. */
export const integer = z.coerce.number<unknown>().int();
/** Milliseconds since 1970. */
export const instant = integer.transform(ms => new Date(ms));
const optionalText = z
  .string()
  .nullable()
  .transform(text => text ?? undefined);

const subjectColumns = {
  subject_kind: z.string(),
  subject_id: z.string(),
  subject_name: z.string(),
};

const factRowSchema = z.object({
  ...subjectColumns,
  sequence: integer,
  source: z.string(),
  id: z.string(),
  entry_id: z.string(),
  operation_id: optionalText,
  verb: z.string(),
  tenant: optionalText,
  actor: z.string(),
  outcome: auditOutcomeSchema,
  summary: z.string(),
  data: z.string(),
  at: instant,
  recorded_at: instant,
  hash: z.string(),
  times: z.union([z.null(), integer]),
  last_at: z.union([z.null(), instant]),
});

/** The columns of a fact: all of them are part of its hash. */
export const FACT_COLUMNS = Object.keys(factRowSchema.shape);

/** A fact as it is stored: with its hash, and its data as text. */
export interface StoredFact extends ChainedFact {
  hash: string;
  dataText: string;
}

/** Parses a row of the table `facts`. */
export function parseFactRow(raw: unknown): StoredFact {
  const row = factRowSchema.parse(raw);
  return {
    sequence: row.sequence,
    source: row.source,
    id: row.id,
    entryId: row.entry_id,
    operationId: row.operation_id,
    verb: row.verb,
    subject: subjectOf(row),
    tenant: row.tenant,
    actor: row.actor,
    outcome: row.outcome,
    summary: row.summary,
    data: z.record(z.string(), z.json()).parse(JSON.parse(row.data)),
    dataText: row.data,
    at: row.at,
    recordedAt: row.recorded_at,
    hash: row.hash,
    ...(row.times !== null && row.last_at !== null
      ? { repeats: { times: row.times, lastAt: row.last_at } }
      : {}),
  };
}

/** The row of a fact. */
export function factRow(fact: StoredFact) {
  return {
    sequence: fact.sequence,
    source: fact.source,
    id: fact.id,
    entry_id: fact.entryId,
    operation_id: fact.operationId ?? null,
    verb: fact.verb,
    ...subjectRow(fact.subject),
    tenant: fact.tenant ?? null,
    actor: fact.actor,
    outcome: fact.outcome,
    summary: fact.summary,
    data: fact.dataText,
    at: fact.at.getTime(),
    recorded_at: fact.recordedAt.getTime(),
    hash: fact.hash,
    times: fact.repeats?.times ?? null,
    last_at: fact.repeats?.lastAt.getTime() ?? null,
  };
}

const entryRowSchema = z.object({
  ...subjectColumns,
  id: z.string(),
  source: z.string(),
  operation_id: optionalText,
  verb: z.string(),
  tenant: optionalText,
  person: z.string(),
  outcome: auditOutcomeSchema,
  reason: z.string(),
  requested_at: instant,
  finished_at: z
    .union([z.null(), instant])
    .transform(value => value?.toISOString()),
  times: integer,
});

/** The columns of an entry. */
export const ENTRY_COLUMNS = Object.keys(entryRowSchema.shape);

/** Parses a row of the table `entries`. */
export function parseEntryRow(raw: unknown): AuditEntry {
  const row = entryRowSchema.parse(raw);
  return {
    id: row.id,
    source: row.source,
    operationId: row.operation_id,
    verb: row.verb,
    subject: subjectOf(row),
    tenant: row.tenant,
    person: row.person,
    outcome: row.outcome,
    reason: row.reason,
    requestedAt: row.requested_at.toISOString(),
    finishedAt: row.finished_at,
    times: row.times,
  };
}

/** The row of an entry. */
export function entryRow(entry: AuditEntry) {
  return {
    id: entry.id,
    source: entry.source,
    operation_id: entry.operationId ?? null,
    verb: entry.verb,
    ...subjectRow(entry.subject),
    tenant: entry.tenant ?? null,
    person: entry.person,
    outcome: entry.outcome,
    reason: entry.reason,
    requested_at: Date.parse(entry.requestedAt),
    finished_at: entry.finishedAt ? Date.parse(entry.finishedAt) : null,
    times: entry.times,
  };
}

function subjectOf(row: {
  subject_kind: string;
  subject_id: string;
  subject_name: string;
}) {
  return { kind: row.subject_kind, id: row.subject_id, name: row.subject_name };
}

function subjectRow(subject: { kind: string; id: string; name: string }) {
  return {
    subject_kind: subject.kind,
    subject_id: subject.id,
    subject_name: subject.name,
  };
}

/** What somebody wrote into a row may be no fact, no batch and no entry: then that is what a check finds. */
export function orNothing<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
