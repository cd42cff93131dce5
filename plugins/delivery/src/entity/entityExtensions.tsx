import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  APPLICATION_ANNOTATION,
  SERVICE_ID_ANNOTATION,
} from '@flytower/contract';
import { entityFilter } from '@flytower/ui';

const ofService = entityFilter({
  kind: 'Component',
  annotation: SERVICE_ID_ANNOTATION,
});
const ofApplication = entityFilter({
  kind: 'System',
  annotation: APPLICATION_ANNOTATION,
});

/** Services and applications on the catalog's pages: a card on the overview, and a tab. */
export const entityExtensions = [
  EntityCardBlueprint.make({
    name: 'service',
    params: {
      filter: ofService,
      loader: () => import('./RunningCard').then(m => <m.ServiceRunningCard />),
    },
  }),
  EntityContentBlueprint.make({
    name: 'service',
    params: {
      path: '/flytower',
      title: 'Flytower',
      filter: ofService,
      loader: () =>
        import('./ServiceEntityTab').then(m => <m.ServiceEntityTab />),
    },
  }),
  EntityCardBlueprint.make({
    name: 'application',
    params: {
      filter: ofApplication,
      loader: () =>
        import('./RunningCard').then(m => <m.ApplicationRunningCard />),
    },
  }),
  EntityContentBlueprint.make({
    name: 'application',
    params: {
      path: '/flytower',
      title: 'Flytower',
      filter: ofApplication,
      loader: () =>
        import('./ApplicationEntityTab').then(m => <m.ApplicationEntityTab />),
    },
  }),
];
