import { AuthService } from '@backstage/backend-plugin-api';
import { RELATION_HAS_MEMBER } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { GroupReader } from './OperationsAdmins';

/** Reads the members of groups from the catalog, in the name of the plugin that asks. */
export function readGroups(options: {
  auth: AuthService;
  catalog: CatalogService;
}): GroupReader {
  const { auth, catalog } = options;
  return async entityRefs => {
    const { items } = await catalog.getEntitiesByRefs(
      {
        entityRefs,
        fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return items
      .flatMap(group => group?.relations ?? [])
      .filter(({ type }) => type === RELATION_HAS_MEMBER)
      .map(({ targetRef }) => targetRef);
  };
}
