import { z } from 'zod';

/**
 * What a step means to make, with all that is needed to ask for it again in the same words. Written down before the
 * first call, so that a call whose answer was lost is known of.
 */
export const intentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('application'),
    tenant: z.string(),
    name: z.string(),
    body: z.unknown(),
  }),
  z.object({
    kind: z.literal('service'),
    tenant: z.string(),
    application: z.string(),
    name: z.string(),
    body: z.unknown(),
  }),
  z.object({
    kind: z.literal('release'),
    tenant: z.string(),
    name: z.string().describe('Of the service'),
    body: z.unknown(),
  }),
  z.object({ kind: z.literal('archive'), name: z.string() }),
  z.object({ kind: z.literal('repository'), name: z.string() }),
]);

export type Intent = z.infer<typeof intentSchema>;

/**
 * `intended`: it was asked for, and whether it was made is not known. `made`: it is there. `undone`: it was taken away
 * again, or was found never to have been made.
 */
export const workStateSchema = z.enum(['intended', 'made', 'undone']);

export type WorkState = z.infer<typeof workStateSchema>;

/** One thing that a task made or may have made. */
export interface Work {
  /** Also the Idempotency-Key of the call. */
  key: string;
  taskId: string;
  intent: Intent;
  madeId?: string;
  state: WorkState;
}
