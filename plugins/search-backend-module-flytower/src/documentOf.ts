import {
  DEFAULT_NAMESPACE,
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  CatalogCollatorEntityTransformer,
  defaultCatalogCollatorEntityTransformer,
} from '@backstage/plugin-search-backend-module-catalog';
import {
  PLATFORM_ENTITY_NAMESPACE,
  TENANT_ANNOTATION,
} from '@flytower/contract';

/**
 * The document of an entity. A document is shown to everybody who may see its entity, whole, and can be filtered by what it
 * says: hence it names its owner only where everybody who sees the one may see the other. That is a group of the same
 * tenant, or a group of the operations admins.
 */
export function documentOf(
  entity: Entity,
  operations: readonly string[],
): ReturnType<CatalogCollatorEntityTransformer> {
  const document = defaultCatalogCollatorEntityTransformer(entity);
  return isSharedOwner(entity, operations)
    ? document
    : { ...document, owner: '' };
}

function isSharedOwner(entity: Entity, operations: readonly string[]): boolean {
  const owner = entity.spec?.owner;
  if (typeof owner !== 'string') {
    return false;
  }
  let ref: string;
  try {
    ref = stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'Group',
        defaultNamespace: entity.metadata.namespace ?? DEFAULT_NAMESPACE,
      }),
    );
  } catch {
    return false;
  }
  const tenant = entity.metadata.annotations?.[TENANT_ANNOTATION];
  return (
    operations.includes(ref) ||
    (tenant !== undefined &&
      (ref === `group:${PLATFORM_ENTITY_NAMESPACE}/${tenant}` ||
        ref.startsWith(`group:${tenant}/`)))
  );
}
