import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { TENANT_ANNOTATION } from '@flytower/contract';

/** The catalog's resource type, named here so that who decides need not load the catalog's backend. */
const CATALOG_ENTITY = 'catalog-entity';

/**
 * The rule of the catalog's module that says which people and groups of the company's directory somebody sees. Its one
 * parameter is `person`, the entity reference of whoever reads.
 *
 * @public
 */
export const KNOWN_TO_RULE = 'IS_KNOWN_TO';

/**
 * Who reads the catalog.
 *
 * @public
 */
export interface EntityReader {
  /** Entity reference, for example `user:default/dan`. */
  ref: string;
  operationsAdmin: boolean;
  /** Slugs of the tenants whose entities the person may see. */
  tenants: readonly string[];
}

/**
 * Which entities of the catalog a person sees, as a decision on a permission of the type `catalog-entity`; every other
 * permission is denied. Pure: it names the reader, and the catalog's module looks up whom the reader knows when the
 * condition is applied, so that a right that was taken away counts at once.
 *
 * - Operations admins see everything.
 * - Entities of a tenant (by their annotation) are seen in that tenant.
 * - People and groups without a tenant are seen by those whom the rule `IS_KNOWN_TO` names.
 * - Everything else without a tenant is seen by everybody.
 *
 * @public
 */
export function visibleEntities(
  permission: Permission,
  { ref, operationsAdmin, tenants }: EntityReader,
): PolicyDecision {
  if (!isResourcePermission(permission, CATALOG_ENTITY)) {
    return { result: AuthorizeResult.DENY };
  }
  if (operationsAdmin) {
    return { result: AuthorizeResult.ALLOW };
  }
  const ofATenant = condition('HAS_ANNOTATION', {
    annotation: TENANT_ANNOTATION,
  });
  const ofPeople = condition('IS_ENTITY_KIND', { kinds: ['User', 'Group'] });
  const conditions: PermissionCriteria<PermissionCondition> = {
    anyOf: [
      { allOf: [{ not: ofATenant }, { not: ofPeople }] },
      condition(KNOWN_TO_RULE, { person: ref }),
      ...tenants.map(value =>
        condition('HAS_ANNOTATION', { annotation: TENANT_ANNOTATION, value }),
      ),
    ],
  };
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'catalog',
    resourceType: CATALOG_ENTITY,
    conditions,
  };
}

function condition(
  rule: string,
  params: PermissionCondition['params'],
): PermissionCondition {
  return { rule, resourceType: CATALOG_ENTITY, params };
}
