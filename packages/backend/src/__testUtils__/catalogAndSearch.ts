import catalog from '@backstage/plugin-catalog-backend';
import permission from '@backstage/plugin-permission-backend';
import search from '@backstage/plugin-search-backend';
import searchCatalog from '@backstage/plugin-search-backend-module-catalog';
import catalogModule from '@flytower/plugin-catalog-backend-module-flytower';
import searchModule from '@flytower/plugin-search-backend-module-flytower';
import { actingAuth } from './actingAuth';

/** The real catalog and search with our modules, and permissions that wait for a policy. */
export const catalogAndSearch = [
  actingAuth,
  permission,
  catalog,
  catalogModule,
  search,
  searchCatalog,
  searchModule,
];
