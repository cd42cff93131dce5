import { useEntity } from '@backstage/plugin-catalog-react';
import { TENANT_ANNOTATION } from '@flytower/contract';

/** Names what an entity of the catalog stands for in Flytower. @public */
export interface EntityAddress {
  /** Slug; empty where it has no tenant. */
  tenant: string;
  /** Slug of the service, application, database or cluster. */
  name: string;
  /** Its display name. */
  title: string;
  /** The value of an annotation; empty where it has none. */
  annotation(name: string): string;
}

/**
 * What the entity of this page stands for. An entity is only an address: whether the reader may see what is behind it, the
 * plugin decides that is asked.
 *
 * @public
 */
export function useTenantEntity(): EntityAddress {
  const { metadata } = useEntity().entity;
  const annotation = (name: string) => metadata.annotations?.[name] ?? '';
  return {
    tenant: annotation(TENANT_ANNOTATION),
    name: metadata.name,
    title: metadata.title ?? metadata.name,
    annotation,
  };
}
