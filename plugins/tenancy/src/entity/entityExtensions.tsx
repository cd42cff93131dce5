import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { TENANT_ANNOTATION } from '@flytower/contract';
import { entityFilter } from '@flytower/ui';

const ofTenant = entityFilter({
  kind: 'Group',
  annotation: TENANT_ANNOTATION,
  types: ['tenant'],
});

/** Tenants on the catalog's pages: a card on the overview, and a tab. */
export const entityExtensions = [
  EntityCardBlueprint.make({
    name: 'tenant',
    params: {
      filter: ofTenant,
      loader: () => import('./TenantEntity').then(m => <m.TenantEntityCard />),
    },
  }),
  EntityContentBlueprint.make({
    name: 'tenant',
    params: {
      path: '/flytower',
      title: 'Flytower',
      filter: ofTenant,
      loader: () => import('./TenantEntity').then(m => <m.TenantEntityTab />),
    },
  }),
];
