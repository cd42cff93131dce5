import {
  Operation,
  operationStateSchema,
  operationStepSchema,
} from '@flytower/contract';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';

/**
 * What a person may ask of unfinished work.
 *
 * @public
 */
export type ControlVerb = 'pause' | 'resume' | 'abort' | 'retry';

/** An operation with what only its handler sees. */
export interface StoredOperation {
  operation: Operation;
  input: JsonObject;
  memo: JsonObject;
  wish?: ControlVerb;
  wakes: number;
}

const instant = z.coerce.number<unknown>().int();
const optionalInstant = z
  .union([z.null(), instant])
  .transform(value => value ?? undefined);
const optionalText = z
  .string()
  .nullable()
  .transform(value => value ?? undefined);
const jsonObject = z
  .string()
  .transform(text => z.record(z.string(), z.json()).parse(JSON.parse(text)));

const rowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  subject_kind: z.string(),
  subject_id: z.string(),
  subject_name: z.string(),
  tenant: optionalText,
  requester: z.string(),
  actor: z.string(),
  state: operationStateSchema,
  steps: z
    .string()
    .transform(text => z.array(operationStepSchema).parse(JSON.parse(text))),
  reason: z.string(),
  next_action: optionalText,
  next_action_at: optionalInstant,
  attempts: z.int(),
  last_error: optionalText,
  generation: z.int(),
  input: jsonObject,
  memo: jsonObject,
  wish: z
    .enum(['pause', 'resume', 'abort', 'retry'])
    .nullable()
    .transform(value => value ?? undefined),
  aborting: z
    // SQLite has no booleans.
    .union([z.boolean(), z.number()])
    .transform(Boolean),
  wakes: z.int(),
  created_at: instant,
  updated_at: instant,
  finished_at: optionalInstant,
});

/** Parses a row of the table `operations`. */
export function parseOperationRow(raw: unknown): StoredOperation {
  const row = rowSchema.parse(raw);
  return {
    operation: {
      id: row.id,
      kind: row.kind,
      subject: {
        kind: row.subject_kind,
        id: row.subject_id,
        name: row.subject_name,
      },
      tenant: row.tenant,
      requester: row.requester,
      actor: row.actor,
      state: row.state,
      steps: row.steps,
      reason: row.reason,
      nextAction: row.next_action,
      nextActionAt: isoTime(row.next_action_at),
      attempts: row.attempts,
      lastError: row.last_error,
      ...(row.aborting ? { aborting: true } : {}),
      generation: row.generation,
      createdAt: new Date(row.created_at).toISOString(),
      updatedAt: new Date(row.updated_at).toISOString(),
      finishedAt: isoTime(row.finished_at),
    },
    input: row.input,
    memo: row.memo,
    wish: row.wish,
    wakes: row.wakes,
  };
}

function isoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined
    ? undefined
    : new Date(milliseconds).toISOString();
}
