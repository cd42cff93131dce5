/**
 * The entity namespace of what belongs to the platform: clusters, data centres and the groups of tenants. No tenant may
 * have this name; what belongs to a tenant stands in the entity namespace of the tenant's name.
 *
 * @public
 */
export const PLATFORM_ENTITY_NAMESPACE = 'flytower';

/**
 * The annotation of every catalog entity that belongs to a tenant: the tenant's slug. Whoever is not of the tenant may not
 * read the entity.
 *
 * @public
 */
export const TENANT_ANNOTATION = 'flytower.dev/tenant';

/**
 * On the System and the Components of an application: the application's slug.
 *
 * @public
 */
export const APPLICATION_ANNOTATION = 'flytower.dev/application';

/**
 * On the Component of a service: the service's ULID.
 *
 * @public
 */
export const SERVICE_ID_ANNOTATION = 'flytower.dev/service-id';

/**
 * On the Resource of a database: the ULID of the instance of a public service.
 *
 * @public
 */
export const INSTANCE_ID_ANNOTATION = 'flytower.dev/instance-id';

/**
 * On the Resource of a cluster: the cluster's ULID.
 *
 * @public
 */
export const CLUSTER_ID_ANNOTATION = 'flytower.dev/cluster-id';
