import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  Age,
  DataTable,
  EmptyPanel,
  LiveView,
  Panel,
  StatusLine,
  useContractClient,
  useFormat,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { DataAgeText } from '../fleet/DataAgeText';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

const PAGE = 100;
/** The most that the page shows. */
const MOST = 500;

/** The pods on a node, problems first. */
export function NodePods(props: { cluster: string; node: string }) {
  const { cluster, node } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const format = useFormat();
  const fleet = useContractClient(fleetContract);
  const [limit, setLimit] = useState(PAGE);
  const live = useLive(
    signal =>
      followPages(limit, page =>
        fleet.listNodePods({
          params: { cluster, node },
          query: page,
          signal,
        }),
      ),
    { key: `pods/${cluster}/${node}/${limit}` },
  );
  return (
    <LiveView live={live} what={t('node.pods')}>
      {({ items, total, data }) =>
        items.length === 0 ? (
          <EmptyPanel title={t('node.noPods')}>
            {t('node.noPodsText')}
          </EmptyPanel>
        ) : (
          <Panel title={t('node.pods')} action={<DataAgeText data={data} />}>
            <DataTable
              label={t('node.pods')}
              rows={items}
              rowKey={({ uid }) => uid}
              columns={[
                {
                  id: 'name',
                  title: t('node.pod'),
                  cell: ({ namespace, name }) => (
                    <>
                      {name}
                      <div className={styles.secondary}>{namespace}</div>
                    </>
                  ),
                },
                {
                  id: 'status',
                  title: t('cluster.status'),
                  cell: ({ health }) => (
                    <StatusLine
                      status={health.status}
                      reason={health.sentence}
                    />
                  ),
                },
                {
                  id: 'tenant',
                  title: t('node.tenant'),
                  cell: ({ tenant, service }) =>
                    [tenant, service].filter(Boolean).join(' / '),
                },
                {
                  id: 'cpu',
                  title: t('cluster.cpu'),
                  align: 'end',
                  cell: ({ requested }) =>
                    format.cores(requested.cpuMillicores),
                },
                {
                  id: 'memory',
                  title: t('cluster.memory'),
                  align: 'end',
                  cell: ({ requested }) => format.bytes(requested.memoryBytes),
                },
                {
                  id: 'restarts',
                  title: t('node.restarts'),
                  align: 'end',
                  cell: ({ restarts }) => format.number(restarts),
                },
                {
                  id: 'image',
                  title: t('node.image'),
                  cell: ({ images }) => (
                    <span className={styles.code}>{images.join(', ')}</span>
                  ),
                },
                {
                  id: 'since',
                  title: t('node.created'),
                  cell: ({ createdAt }) => <Age at={createdAt} />,
                },
              ]}
            />
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
