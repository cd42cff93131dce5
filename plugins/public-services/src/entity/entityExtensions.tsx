import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { INSTANCE_ID_ANNOTATION } from '@flytower/contract';
import { entityFilter } from '@flytower/ui';

const ofInstance = entityFilter({
  kind: 'Resource',
  annotation: INSTANCE_ID_ANNOTATION,
});

/** Instances on the catalog's pages: a card on the overview, and a tab. */
export const entityExtensions = [
  EntityCardBlueprint.make({
    name: 'instance',
    params: {
      filter: ofInstance,
      loader: () =>
        import('./InstanceEntity').then(m => <m.InstanceEntityCard />),
    },
  }),
  EntityContentBlueprint.make({
    name: 'instance',
    params: {
      path: '/flytower',
      title: 'Flytower',
      filter: ofInstance,
      loader: () =>
        import('./InstanceEntity').then(m => <m.InstanceEntityTab />),
    },
  }),
];
