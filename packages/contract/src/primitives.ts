import { z } from 'zod';

/**
 * A DNS-1123 label without `--` (which separates tenant and environment in a namespace's name).
 *
 * @public
 */
export function slugSchema(options: { what: string; max: number }) {
  const { what, max } = options;
  return z
    .string()
    .max(max, `The ${what}'s name may have at most ${max} characters`)
    .regex(
      /^[a-z]([a-z0-9]|-(?!-))*[a-z0-9]$|^[a-z]$/,
      `The ${what}'s name may have small letters, digits and single hyphens, starting with a letter and ending with a letter or digit`,
    )
    .refine(
      name => !/^(kube-|flytower-)|^(default|flytower)$/.test(name),
      `The ${what}'s name is reserved: names that are "default" or "flytower" or start with "kube-" or "flytower-" belong to the platform`,
    );
}

/** @public */
export const tenantSlugSchema = slugSchema({ what: 'tenant', max: 30 });
/** @public */
export const teamSlugSchema = slugSchema({ what: 'team', max: 30 });
/** @public */
export const environmentSlugSchema = slugSchema({
  what: 'environment',
  max: 16,
});
/** @public */
export const serviceSlugSchema = slugSchema({ what: 'service', max: 40 });
/** @public */
export const applicationSlugSchema = slugSchema({
  what: 'application',
  max: 40,
});
/** @public */
export const clusterSlugSchema = slugSchema({ what: 'cluster', max: 40 });
/** @public */
export const dataCentreSlugSchema = slugSchema({
  what: 'data centre',
  max: 40,
});

/**
 * An amount of compute in base units: millicores of CPU, bytes of memory, number of pods.
 *
 * @public
 */
export const resourceAmountSchema = z.object({
  cpuMillicores: z.int().min(0),
  memoryBytes: z.int().min(0),
  pods: z.int().min(0),
});

/** @public */
export type ResourceAmount = z.infer<typeof resourceAmountSchema>;

/**
 * A page of a list: its items, and the cursor of the next page where there is one.
 *
 * @public
 */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/**
 * The most items that one answer of a list holds.
 *
 * @public
 */
export const MAX_PAGE = 100;

/** @public */
export const pageQuerySchema = z.object({
  cursor: z.string().optional(),
  limit: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(MAX_PAGE, `A page holds at most ${MAX_PAGE} items; follow nextCursor`)
    .default(MAX_PAGE),
});
