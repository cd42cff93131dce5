import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { catalogEntityRouteRef, rootRouteRef } from './routes';

/** Names an application. */
export interface ApplicationAddress {
  tenant: string;
  application: string;
}

/** Names a service. */
export interface ServiceAddress extends ApplicationAddress {
  service: string;
}

/** Where each page of delivery is, below wherever the app has put the list of applications. */
export function usePaths() {
  const root = useRouteRef(rootRouteRef)?.() ?? '/applications';
  const entity = useRouteRef(catalogEntityRouteRef);
  return useMemo(() => {
    const application = (of: ApplicationAddress) =>
      `${root}/${of.tenant}/${of.application}`;
    const service = (of: ServiceAddress) => `${application(of)}/${of.service}`;
    return {
      list: root,
      /** The entity in the catalog; none in an app without one. */
      system: (of: ApplicationAddress) =>
        entity?.({
          kind: 'system',
          namespace: of.tenant,
          name: of.application,
        }),
      component: (of: Omit<ServiceAddress, 'application'>) =>
        entity?.({
          kind: 'component',
          namespace: of.tenant,
          name: of.service,
        }),
      newApplication: `${root}/-/new`,
      application,
      newService: (of: ApplicationAddress) =>
        `${application(of)}/-/new-service`,
      service,
      releaseWizard: (of: ServiceAddress, environment?: string) =>
        `${service(of)}/-/release${
          environment === undefined ? '' : `?environment=${environment}`
        }`,
      release: (of: ServiceAddress, release: string) =>
        `${service(of)}/releases/${release}`,
    };
  }, [root, entity]);
}
