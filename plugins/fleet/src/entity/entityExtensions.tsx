import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { CLUSTER_ID_ANNOTATION } from '@flytower/contract';
import { entityFilter } from '@flytower/ui';

const ofCluster = entityFilter({
  kind: 'Resource',
  annotation: CLUSTER_ID_ANNOTATION,
});

/** Clusters on the catalog's pages: a card on the overview, and a tab. */
export const entityExtensions = [
  EntityCardBlueprint.make({
    name: 'cluster',
    params: {
      filter: ofCluster,
      loader: () =>
        import('./ClusterEntity').then(m => <m.ClusterEntityCard />),
    },
  }),
  EntityContentBlueprint.make({
    name: 'cluster',
    params: {
      path: '/flytower',
      title: 'Flytower',
      filter: ofCluster,
      loader: () => import('./ClusterEntity').then(m => <m.ClusterEntityTab />),
    },
  }),
];
