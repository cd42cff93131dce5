import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { TENANT_ANNOTATION } from '@flytower/contract';

/**
 * Catalog entities of no tenant, and those of the given tenants.
 */
export function visibleEntities(
  permission: Permission,
  tenants: string[],
): PolicyDecision {
  if (!isResourcePermission(permission, 'catalog-entity')) {
    return { result: AuthorizeResult.DENY };
  }
  const ofNoTenant = {
    not: catalogConditions.hasAnnotation({ annotation: TENANT_ANNOTATION }),
  };
  const [first, ...others] = [
    ofNoTenant,
    ...tenants.map(value =>
      catalogConditions.hasAnnotation({ annotation: TENANT_ANNOTATION, value }),
    ),
  ];
  return createCatalogConditionalDecision(permission, {
    anyOf: [first, ...others],
  });
}
