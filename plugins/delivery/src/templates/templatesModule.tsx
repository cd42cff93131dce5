import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  FormFieldBlueprint,
  scaffolderTemplateOutputsBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';
import { TemplateOutputs } from './TemplateOutputs';

/**
 * What Flytower's templates ask, and what they show when they are done: a module of the scaffolder.
 *
 * @public
 */
export const templatesModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    FormFieldBlueprint.make({
      name: 'flytower-place',
      params: { field: () => import('./fields').then(m => m.placeField) },
    }),
    FormFieldBlueprint.make({
      name: 'flytower-workload',
      params: { field: () => import('./fields').then(m => m.workloadField) },
    }),
    FormFieldBlueprint.make({
      name: 'flytower-release',
      params: {
        field: () => import('./fields').then(m => m.firstReleaseField),
      },
    }),
    scaffolderTemplateOutputsBlueprint.make({
      name: 'flytower',
      params: {
        component: TemplateOutputs,
        templateRefs: [
          'template:default/new-web-service',
          'template:default/new-worker',
          'template:default/new-scheduled-job',
        ],
      },
    }),
  ],
});
