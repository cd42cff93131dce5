import { NotAllowedError } from '@backstage/errors';
import type { KubernetesProxyApi } from '@backstage/plugin-kubernetes-react';

/**
 * Stands in for the client of the proxy, which the backend does not have: nothing is asked for that cannot be answered.
 * The texts of the plugin for "no logs" and "no events" say where these are.
 */
export const nothingBeyondWorkloads: KubernetesProxyApi = {
  getPodLogs: async () => ({ text: '' }),
  getEventsByInvolvedObjectName: async () => [],
  deletePod: async () => {
    throw new NotAllowedError(
      'Pods are deleted on the page of their service, under its instances',
    );
  },
};
