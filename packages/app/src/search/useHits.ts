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
import { Hit, Hits } from './hits';
import { useServiceHits } from './useServiceHits';

const NOTHING = { hits: [], failed: [] };

/**
 * What there is to find, as far as it has come, and which parts did not answer: asks each backend once for what the reader
 * may see, and for services anew with each text. What would be refused is not asked for, since refusals stand in the
 * operation log. Each part settles on its own: one that fails hides no other.
 *
 * @param text - What is looked for
 */
export function useHits(text: string): Hits {
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
  const services = useServiceHits(inTenants ? text : '');
  const [found, setFound] = useState<Omit<Hits, 'asking'>>(NOTHING);
  useEffect(() => {
    const asking = new AbortController();
    setFound(NOTHING);
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
  return {
    hits: [...services.hits, ...found.hits],
    failed: [...services.failed, ...found.failed],
    asking: services.asking,
  };
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
      toCluster,
      toInstance,
      toRelease,
      toTenant,
    ],
  );
}
