import { dataCentreSlugSchema, resourceAmountSchema } from '@flytower/contract';
import { z } from 'zod';
import { healthSchema } from './status';

/** @public */
export const dataCentreRoleSchema = z.enum(['production', 'disaster-recovery']);

/** @public */
export type DataCentreRole = z.infer<typeof dataCentreRoleSchema>;

/**
 * A data centre: where it is, what it is for, and who provides it ("self-built", or the name of a cloud).
 *
 * @public
 */
export const dataCentreSchema = z.object({
  name: dataCentreSlugSchema,
  displayName: z.string(),
  region: z.string(),
  role: dataCentreRoleSchema,
  provider: z.string(),
});

/** @public */
export type DataCentre = z.infer<typeof dataCentreSchema>;

/**
 * A data centre with what its clusters add up to. Clusters that have not been read yet count with nothing, and the
 * health says so. Clusters that are declared lost are not among them.
 *
 * @public
 */
export const dataCentreViewSchema = dataCentreSchema.extend({
  health: healthSchema,
  clusters: z.array(z.string()).describe('Names of its clusters'),
  nodes: z.int().min(0),
  pods: z.int().min(0),
  allocatable: resourceAmountSchema,
  requested: resourceAmountSchema,
});

/** @public */
export type DataCentreView = z.infer<typeof dataCentreViewSchema>;
