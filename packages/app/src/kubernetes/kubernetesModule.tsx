import {
  createFrontendModule,
  createTranslationResource,
} from '@backstage/frontend-plugin-api';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import kubernetesPlugin, {
  kubernetesTranslationRef,
} from '@backstage/plugin-kubernetes/alpha';
import { kubernetesProxyApiRef } from '@backstage/plugin-kubernetes-react';
import { kubernetesReactTranslationRef } from '@backstage/plugin-kubernetes-react/alpha';
import { SERVICE_ID_ANNOTATION } from '@flytower/contract';
import './kubernetes.css';
import { nothingBeyondWorkloads } from './nothingBeyondWorkloads';

/** The official plugin, as far as Flytower's backend answers it: a tab on the Components that Flytower makes. */
export const kubernetesModule = createFrontendModule({
  pluginId: 'kubernetes',
  extensions: [
    kubernetesPlugin
      .getExtension('entity-content:kubernetes/kubernetes')
      .override({
        params: {
          filter: {
            kind: 'component',
            [`metadata.annotations.${SERVICE_ID_ANNOTATION}`]: {
              $exists: true,
            },
          },
        },
      }),
    kubernetesPlugin.getExtension('api:kubernetes/proxy').override({
      params: define =>
        define({
          api: kubernetesProxyApiRef,
          deps: {},
          factory: () => nothingBeyondWorkloads,
        }),
    }),
  ],
});

/** Its texts: Chinese whole, English where it says what is not so here. */
export const kubernetesTexts = createFrontendModule({
  pluginId: 'app',
  extensions: [
    TranslationBlueprint.make({
      name: 'kubernetes',
      params: {
        resource: createTranslationResource({
          ref: kubernetesTranslationRef,
          translations: {
            en: async () => ({ default: (await import('./en')).kubernetes }),
            'zh-CN': async () => ({
              default: (await import('./zh-CN')).kubernetes,
            }),
          },
        }),
      },
    }),
    TranslationBlueprint.make({
      name: 'kubernetes-react',
      params: {
        resource: createTranslationResource({
          ref: kubernetesReactTranslationRef,
          translations: {
            en: async () => ({
              default: (await import('./en')).kubernetesReact,
            }),
            'zh-CN': async () => ({
              default: (await import('./zh-CN')).kubernetesReact,
            }),
          },
        }),
      },
    }),
  ],
});
