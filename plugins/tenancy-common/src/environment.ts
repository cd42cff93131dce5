import { clusterSlugSchema, environmentSlugSchema } from '@flytower/contract';
import { z } from 'zod';

/**
 * An environment of the platform, of which tenants get their own: `prod` of the platform becomes `payments--prod`.
 *
 * @public
 */
export const standardEnvironmentSchema = z.object({
  name: environmentSlugSchema,
  displayName: z.string(),
  allowedClusters: z
    .array(clusterSlugSchema)
    .optional()
    .describe('The clusters it may use; every cluster when left out'),
  approval: z
    .boolean()
    .describe('Whether a release into it waits for an approval'),
});

/** @public */
export type StandardEnvironment = z.infer<typeof standardEnvironmentSchema>;

/**
 * The namespace of a tenant's environment, the same in every cluster: `payments--prod`. Slugs hold no `--`, so that two
 * pairs never give one name.
 *
 * @public
 */
export function namespaceOf(tenant: string, environment: string): string {
  return `${tenant}--${environment}`;
}

/**
 * Whether an environment may use a cluster.
 *
 * @public
 */
export function allowsCluster(
  environment: Pick<StandardEnvironment, 'allowedClusters'>,
  cluster: string,
): boolean {
  return environment.allowedClusters?.includes(cluster) ?? true;
}
