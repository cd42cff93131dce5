import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { applicationsRouteRef, rootRouteRef } from './routes';

/** Names an instance. */
export interface InstanceAddress {
  tenant: string;
  instance: string;
}

/** Where each page of public services is, below wherever the app has put the list of instances. */
export function usePaths() {
  const root = useRouteRef(rootRouteRef)?.() ?? '/public-services';
  const applications = useRouteRef(applicationsRouteRef)?.();
  return useMemo(() => {
    const instance = (of: InstanceAddress) =>
      `${root}/${of.tenant}/${of.instance}`;
    return {
      list: root,
      offerings: `${root}/-/offerings`,
      publish: (offering: string) => `${root}/-/offerings/${offering}/publish`,
      servers: `${root}/-/servers`,
      registerServer: `${root}/-/servers/register`,
      order: (of: Readonly<Record<string, string>> = {}) => {
        const query = new URLSearchParams(of).toString();
        return `${root}/-/order${query ? `?${query}` : ''}`;
      },
      instance,
      operation: (of: InstanceAddress, operation: string) =>
        `${instance(of)}/operations/${operation}`,
      /** Nothing where the app has no pages of applications. */
      service: (of: { tenant: string; application: string; service: string }) =>
        applications === undefined
          ? undefined
          : `${applications}/${of.tenant}/${of.application}/${of.service}`,
    };
  }, [applications, root]);
}
