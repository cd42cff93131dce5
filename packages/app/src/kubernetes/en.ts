import { createTranslationMessages } from '@backstage/frontend-plugin-api';
import { kubernetesTranslationRef } from '@backstage/plugin-kubernetes/alpha';
import { kubernetesReactTranslationRef } from '@backstage/plugin-kubernetes-react/alpha';

/** Where the plugin's own English says what is not so here. */
export const kubernetes = createTranslationMessages({
  ref: kubernetesTranslationRef,
  full: false,
  messages: {
    'kubernetesContentPage.title': 'Clusters',
    'kubernetesContentPage.emptyState.title': 'Nothing runs yet',
    'kubernetesContentPage.emptyState.description':
      'No cluster has objects of {{entityName}}. They come with its first release.',
  },
});

export const kubernetesReact = createTranslationMessages({
  ref: kubernetesReactTranslationRef,
  full: false,
  messages: {
    'errorPanel.title': 'Not everything could be read',
    'errorPanel.message':
      'What these clusters run of {{entityName}} is missing below, or a part of it.',
    'errorPanel.fetchError': '{{message}}',
    'events.noEventsFound':
      'Events are on the page of the service, with each instance.',
    'podLogs.title': 'Logs are not shown here',
    'podLogs.description': 'This tab only reads workloads.',
  },
});
