import {
  createFrontendModule,
  createTranslationResource,
} from '@backstage/frontend-plugin-api';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import { catalogTranslationRef } from '@backstage/plugin-catalog/alpha';
import { catalogGraphTranslationRef } from '@backstage/plugin-catalog-graph';
import { catalogReactTranslationRef } from '@backstage/plugin-catalog-react/alpha';
import { orgTranslationRef } from '@backstage/plugin-org';

/** Chinese for the catalog's pages, which bring English alone. What is not translated stays English. */
export const catalogModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    TranslationBlueprint.make({
      name: 'catalog',
      params: {
        resource: createTranslationResource({
          ref: catalogTranslationRef,
          translations: { 'zh-CN': () => import('./catalog.zh-CN') },
        }),
      },
    }),
    TranslationBlueprint.make({
      name: 'catalog-react',
      params: {
        resource: createTranslationResource({
          ref: catalogReactTranslationRef,
          translations: { 'zh-CN': () => import('./catalogReact.zh-CN') },
        }),
      },
    }),
    TranslationBlueprint.make({
      name: 'catalog-graph',
      params: {
        resource: createTranslationResource({
          ref: catalogGraphTranslationRef,
          translations: { 'zh-CN': () => import('./catalogGraph.zh-CN') },
        }),
      },
    }),
    TranslationBlueprint.make({
      name: 'org',
      params: {
        resource: createTranslationResource({
          ref: orgTranslationRef,
          translations: { 'zh-CN': () => import('./org.zh-CN') },
        }),
      },
    }),
  ],
});
