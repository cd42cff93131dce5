import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  EmptyPanel,
  LiveView,
  Panel,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { FleetFilters } from './filters';
import { NodeTable } from './NodeTable';

const PAGE = 100;
/** The most that the page shows. */
const MOST = 500;

/** Nodes of all clusters, or of one: problems first. */
export function NodeList(props: {
  filters: FleetFilters;
  cluster?: string;
  onChange: (changes: Partial<FleetFilters>) => void;
}) {
  const { filters, cluster, onChange } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const [limit, setLimit] = useState(PAGE);
  const query = {
    ...(filters.dataCentre && { dataCentre: filters.dataCentre }),
    ...(filters.securityZone && { securityZone: filters.securityZone }),
    ...(filters.problems === 'only' && { problems: 'only' as const }),
    ...(cluster && { cluster }),
  };
  const live = useLive(
    signal =>
      followPages(limit, page =>
        fleet.listNodes({ query: { ...query, ...page }, signal }),
      ),
    { key: `nodes/${JSON.stringify([query, limit])}` },
  );
  return (
    <LiveView live={live} what={t('fleet.nodes')}>
      {({ items, total }) =>
        items.length === 0 ? (
          <EmptyPanel
            title={t('fleet.noMatch')}
            action={
              <Button
                variant="secondary"
                onPress={() =>
                  onChange({ dataCentre: '', securityZone: '', problems: '' })
                }
              >
                {t('fleet.showAll')}
              </Button>
            }
          >
            {t('fleet.noMatchText')}
          </EmptyPanel>
        ) : (
          <Panel title={t('fleet.nodes')}>
            <NodeTable nodes={items} showCluster={cluster === undefined} />
            {items.length < total ? (
              <div className={styles.more}>
                <span className={styles.secondary}>
                  {t('fleet.shown', {
                    shown: String(items.length),
                    total: String(total),
                  })}
                </span>
                {limit < MOST ? (
                  <Button
                    variant="secondary"
                    onPress={() => setLimit(Math.min(limit + PAGE, MOST))}
                  >
                    {t('fleet.loadMore')}
                  </Button>
                ) : null}
              </div>
            ) : null}
          </Panel>
        )
      }
    </LiveView>
  );
}
