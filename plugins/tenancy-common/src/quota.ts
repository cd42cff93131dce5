import { resourceAmountSchema } from '@flytower/contract';
import { z } from 'zod';

/**
 * A quota by name, as the onboarding wizard offers it.
 *
 * @public
 */
export const quotaChoiceSchema = z.object({
  name: z.string(),
  displayName: z.string(),
  amount: resourceAmountSchema,
});

/** @public */
export type QuotaChoice = z.infer<typeof quotaChoiceSchema>;

const positiveAmountSchema = z.object({
  cpuMillicores: z
    .int('The CPU quota is a whole number of millicores')
    .min(1, 'The CPU quota must be more than nothing')
    .max(1_000_000_000, 'The CPU quota may be at most 1,000,000 cores'),
  memoryBytes: z
    .int('The memory quota is a whole number of bytes')
    .min(1, 'The memory quota must be more than nothing')
    .max(2 ** 50, 'The memory quota may be at most 1 PiB'),
  pods: z
    .int('The quota of pods is a whole number')
    .min(1, 'The quota must allow at least one pod')
    .max(1_000_000, 'The quota may allow at most 1,000,000 pods'),
});

/**
 * The quota somebody asks for: one of the choices, or amounts of their own.
 *
 * @public
 */
export const quotaRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choice'), name: z.string() }),
  z.object({ kind: z.literal('custom'), amount: positiveAmountSchema }),
]);

/** @public */
export type QuotaRequest = z.infer<typeof quotaRequestSchema>;

/**
 * A tenant's quota over all its clusters: `free` is `limit` less `used` (what runs) less `reserved` (what is on its way).
 *
 * @public
 */
export const quotaUsageSchema = z.object({
  limit: resourceAmountSchema,
  used: resourceAmountSchema,
  reserved: resourceAmountSchema,
  free: resourceAmountSchema,
});

/** @public */
export type QuotaUsage = z.infer<typeof quotaUsageSchema>;
