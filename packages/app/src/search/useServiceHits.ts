import { useRouteRef } from '@backstage/frontend-plugin-api';
import { followPages } from '@flytower/contract';
import {
  deliveryContract,
  OverviewItem,
} from '@flytower/plugin-delivery-common';
import { useContractClient, useSettled } from '@flytower/ui';
import { useCallback, useEffect, useState } from 'react';
import { homeExternalRoutes } from '../home/routes';
import { Hit, Hits } from './hits';

/** Lines that are read at most: far more than the hits that are shown. */
const MOST = 500;

type Found = Omit<Hits, 'asking'> & { text: string };

const NOTHING: Found = { text: '', hits: [], failed: [] };

/** Services and applications whose names hold a text. There may be thousands of them, so that the server looks. */
export function useServiceHits(text: string): Hits {
  const delivery = useContractClient(deliveryContract);
  const hitsOf = useHitsOf();
  const wanted = text.trim();
  const settled = useSettled(wanted);
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    const asking = new AbortController();
    const { signal } = asking;
    const tell = (of: Omit<Found, 'text'>) => {
      if (!signal.aborted) {
        setFound({ ...of, text: settled });
      }
    };
    if (settled !== '') {
      followPages(MOST, page =>
        delivery.overview({ query: { ...page, q: settled }, signal }),
      ).then(
        ({ items }) => tell({ hits: hitsOf(items), failed: [] }),
        () => tell({ hits: [], failed: ['service'] }),
      );
    }
    return () => asking.abort();
  }, [delivery, hitsOf, settled]);
  return { ...found, asking: wanted !== '' && wanted !== found.text };
}

function useHitsOf(): (items: OverviewItem[]) => Hit[] {
  const toApplication = useRouteRef(homeExternalRoutes.application);
  const toService = useRouteRef(homeExternalRoutes.service);
  return useCallback(
    items => {
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
    [toApplication, toService],
  );
}
