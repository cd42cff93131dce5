import { z } from 'zod';

/**
 * Why a cluster is left out: somebody declared it lost. `lost`: what was there counts as gone. `returning`: it was
 * declared returned, and what runs elsewhere by now is being stopped in it; until that is done it is left out as before.
 *
 * @public
 */
export const clusterLossSchema = z.object({
  state: z.enum(['lost', 'returning']),
  since: z.iso
    .datetime()
    .describe('When it was declared lost; another declaration leaves it'),
  by: z.string().describe('Entity reference of the operations admin'),
  reason: z.string(),
  answeredAt: z.iso
    .datetime()
    .optional()
    .describe('When it first answered again; absent before that'),
});

/** @public */
export type ClusterLoss = z.infer<typeof clusterLossSchema>;

/** @public */
export const declareLostRequestSchema = z.object({
  reason: z
    .string()
    .trim()
    .min(1, 'Say why the cluster counts as lost')
    .max(500, 'The reason may have at most 500 characters'),
  despiteSight: z
    .boolean()
    .optional()
    .describe(
      'The cluster answers, and is declared lost all the same: what runs there goes on running, beside what is started elsewhere',
    ),
});

/** @public */
export type DeclareLostRequest = z.infer<typeof declareLostRequestSchema>;
