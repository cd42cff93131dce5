import { useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { followPages } from '@flytower/contract';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import {
  fleetClusterReadPermission,
  fleetContract,
} from '@flytower/plugin-fleet-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { useContractClient } from '@flytower/ui';
import { useEffect, useMemo, useState } from 'react';
import { homeExternalRoutes } from '../home/routes';
import { useStanding } from '../shell/useStanding';
import { Hit } from './hits';

/** What there is to find, as far as it has come, and which parts did not answer. */
export interface Hits {
  hits: Hit[];
  failed: Hit['kind'][];
}

/**
 * Asks each backend once for what the reader may see; what would be refused is not asked for, since refusals stand in the
 * operation log. Each part settles on its own: one that fails hides no other.
 */
export function useHits(): Hits {
  const standing = useStanding();
  const inTenants = standing.kind === 'admin' || standing.kind === 'member';
  const readsFleet = usePermission({ permission: fleetClusterReadPermission });
  const all = useSources();
  const sources = useMemo(
    () =>
      all.filter(([kind]) =>
        kind === 'cluster' ? readsFleet.allowed : inTenants,
      ),
    [all, inTenants, readsFleet.allowed],
  );
  const [found, setFound] = useState<Hits>({ hits: [], failed: [] });
  useEffect(() => {
    const asking = new AbortController();
    setFound({ hits: [], failed: [] });
    for (const [kind, ask] of sources) {
      ask(asking.signal).then(
        hits => {
          if (!asking.signal.aborted) {
            setFound(before => ({
              ...before,
              hits: [...before.hits, ...hits],
            }));
          }
        },
        () => {
          if (!asking.signal.aborted) {
            setFound(before => ({
              ...before,
              failed: [...before.failed, kind],
            }));
          }
        },
      );
    }
    return () => asking.abort();
  }, [sources]);
  return found;
}

type Source = [kind: Hit['kind'], ask: (signal: AbortSignal) => Promise<Hit[]>];

function useSources(): Source[] {
  const fleet = useContractClient(fleetContract);
  const tenancy = useContractClient(tenancyContract);
  const delivery = useContractClient(deliveryContract);
  const publicServices = useContractClient(publicServicesContract);
  const toInstance = useRouteRef(homeExternalRoutes.instance);
  const toCluster = useRouteRef(homeExternalRoutes.cluster);
  const toTenant = useRouteRef(homeExternalRoutes.tenant);
  const toApplication = useRouteRef(homeExternalRoutes.application);
  const toService = useRouteRef(homeExternalRoutes.service);
  const toRelease = useRouteRef(homeExternalRoutes.release);
  return useMemo(
    () => [
      [
        'cluster',
        async signal =>
          (await fleet.listTargets({ signal })).items.map(
            ({ name, displayName, dataCentre }) => ({
              kind: 'cluster',
              name,
              context: `${displayName} · ${dataCentre.displayName}`,
              href: toCluster?.({ cluster: name }),
            }),
          ),
      ],
      [
        'tenant',
        async signal =>
          (
            await followPages(500, page =>
              tenancy.listTenants({ query: page, signal }),
            )
          ).items.map(({ slug, displayName }) => ({
            kind: 'tenant',
            name: slug,
            context: displayName,
            href: toTenant?.({ tenant: slug }),
          })),
      ],
      [
        'service',
        async signal => {
          const { items } = await delivery.overview({ signal });
          const services = new Map<string, Hit>();
          const applications = new Map<string, Hit>();
          for (const item of items) {
            const { tenant, application, service } = item;
            applications.set(`${tenant}/${application}`, {
              kind: 'application',
              name: application,
              context: `${item.applicationName} · ${tenant}`,
              href: toApplication?.({ tenant, application }),
            });
            services.set(`${tenant}/${service}`, {
              kind: 'service',
              name: service,
              context: `${item.serviceName} · ${item.applicationName} · ${tenant}`,
              href: toService?.({ tenant, application, service }),
            });
          }
          return [...applications.values(), ...services.values()];
        },
      ],
      [
        'instance',
        async signal =>
          (
            await followPages(200, page =>
              publicServices.listInstances({
                query: page,
                signal,
              }),
            )
          ).items.map(({ tenant, name, displayName, environment }) => ({
            kind: 'instance',
            name,
            context: `${displayName} · ${environment} · ${tenant}`,
            href: toInstance?.({ tenant, instance: name }),
          })),
      ],
      [
        'release',
        async signal =>
          (
            await followPages(200, page =>
              delivery.listReleases({ query: page, signal }),
            )
          ).items.map(
            ({ id, tenant, application, service, number, environment }) => ({
              kind: 'release',
              name: `${service} #${number}`,
              context: `${environment} · ${tenant}`,
              href: toRelease?.({ tenant, application, service, release: id }),
            }),
          ),
      ],
    ],
    [
      delivery,
      fleet,
      publicServices,
      tenancy,
      toApplication,
      toCluster,
      toInstance,
      toRelease,
      toService,
      toTenant,
    ],
  );
}
