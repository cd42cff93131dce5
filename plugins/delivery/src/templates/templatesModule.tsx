import {
  createFrontendModule,
  createTranslationResource,
} from '@backstage/frontend-plugin-api';
import {
  SwappableComponentBlueprint,
  TranslationBlueprint,
} from '@backstage/plugin-app-react';
import { scaffolderReactTranslationRef } from '@backstage/plugin-scaffolder-react';
import {
  FormFieldBlueprint,
  scaffolderTemplateOutputsBlueprint,
  TemplateCard as CardSlot,
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

/**
 * How templates look on offer, and Backstage's words around them in Chinese: a module of the app, which alone may
 * exchange components and texts.
 *
 * @public
 */
export const templatesLookModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SwappableComponentBlueprint.make({
      name: 'flytower-template-card',
      params: define =>
        define({
          component: CardSlot,
          loader: () => import('./TemplateCard').then(m => m.TemplateCard),
        }),
    }),
    TranslationBlueprint.make({
      name: 'scaffolder-react',
      params: {
        resource: createTranslationResource({
          ref: scaffolderReactTranslationRef,
          translations: { 'zh-CN': () => import('./scaffolderTexts') },
        }),
      },
    }),
  ],
});
