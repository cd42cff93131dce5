import { resourceAmountSchema } from '@flytower/contract';
import { z } from 'zod';

/**
 * What stands of a service in each cluster, altogether.
 *
 * @public
 */
export const heldAmountsSchema = z.object({
  environment: z.string(),
  amounts: z
    .array(z.object({ cluster: z.string(), amount: resourceAmountSchema }))
    .max(200)
    .refine(
      amounts =>
        new Set(amounts.map(({ cluster }) => cluster)).size === amounts.length,
      'Each cluster can be named once',
    ),
});

/** @public */
export type HeldAmounts = z.infer<typeof heldAmountsSchema>;

/**
 * What a service needs in each cluster, altogether: not what is added to it. A second request of the same key replaces
 * the first; what the service already uses is counted once.
 *
 * @public
 */
export const reservationRequestSchema = heldAmountsSchema.extend({
  expiresInMs: z
    .int()
    .min(1_000)
    .max(7 * 24 * 3_600_000),
});

/** @public */
export type ReservationRequest = z.infer<typeof reservationRequestSchema>;

/**
 * The answer to a reservation: a refusal is an expected outcome with its numbers, no error.
 *
 * @public
 */
export const reservationResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('reserved'),
    id: z.string().describe('ULID of the reservation'),
    expiresAt: z.iso.datetime(),
  }),
  z.object({
    kind: z.literal('exceeded'),
    resource: z.enum(['cpu', 'memory', 'pods']),
    limit: z.number().describe('Millicores, bytes or pods, as the resource is'),
    used: z.number(),
    reserved: z.number(),
    asked: z.number(),
    sentence: z.string(),
  }),
]);

/** @public */
export type ReservationResult = z.infer<typeof reservationResultSchema>;

/**
 * What is given back. `reserved`: the request that did not come to pass; what runs stays counted. `everything`: the
 * service is gone.
 *
 * @public
 */
export const reservationPartSchema = z.enum(['reserved', 'everything']);

/** @public */
export type ReservationPart = z.infer<typeof reservationPartSchema>;
