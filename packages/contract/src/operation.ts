import { z } from 'zod';

/**
 * The states of an operation, with the Open Service Broker's words. `waiting` names what it waits for in its reason.
 *
 * @public
 */
export const operationStateSchema = z.enum([
  'in-progress',
  'waiting',
  'paused',
  'succeeded',
  'failed',
  'aborted',
]);

/** @public */
export type OperationState = z.infer<typeof operationStateSchema>;

/**
 * One step of an operation: what it does to which object, and how far it is.
 *
 * @public
 */
export const operationStepSchema = z.object({
  id: z.string(),
  title: z.string().describe('For example "Namespace payments--prod"'),
  cluster: z.string().optional(),
  state: z.enum([
    'pending',
    'in-progress',
    'waiting',
    'succeeded',
    'failed',
    'skipped',
  ]),
  message: z
    .string()
    .optional()
    .describe('The last thing that happened, in a sentence'),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
});

/** @public */
export type OperationStep = z.infer<typeof operationStepSchema>;

/**
 * The one shape of long work, the same in every plugin.
 *
 * @public
 */
export const operationSchema = z.object({
  id: z.string().describe('ULID'),
  kind: z.string().describe('For example "tenant.onboard"'),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  tenant: z.string().optional().describe('Slug of the tenant'),
  requester: z.string().describe('Entity reference of the person who asked'),
  actor: z.string().describe('As whom the work is done in the clusters'),
  state: operationStateSchema,
  steps: z.array(operationStepSchema),
  reason: z.string().describe('One sentence: why it is in this state'),
  nextAction: z.string().optional(),
  nextActionAt: z.iso.datetime().optional(),
  attempts: z.int().min(0),
  lastError: z.string().optional(),
  aborting: z
    .boolean()
    .optional()
    .describe(
      'Somebody asked to abort it: what it had begun is taken back. Only "retry" is taken then',
    ),
  generation: z
    .int()
    .min(0)
    .describe('Raised by every change of state; the ETag'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
});

/** @public */
export type Operation = z.infer<typeof operationSchema>;

/**
 * Whether an operation will not change any more.
 *
 * @public
 */
export function isFinished(state: OperationState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'aborted';
}
