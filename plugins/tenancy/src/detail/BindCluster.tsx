import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Select, Text } from '@backstage/ui';
import { Operation } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { tenancyContract, TenantDetail } from '@flytower/plugin-tenancy-common';
import {
  ErrorPanel,
  LiveView,
  useAct,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';

/** Binds one more of the registered clusters to a tenant. */
export function BindCluster(props: {
  tenant: TenantDetail;
  onStarted: (operation: Operation) => void;
}) {
  const { tenant, onStarted } = props;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const tenancy = useContractClient(tenancyContract);
  const fleet = useContractClient(fleetContract);
  const [chosen, setChosen] = useState<string>();
  const live = useLive(
    async signal => (await fleet.listTargets({ signal })).items,
    { key: 'targets' },
  );
  const act = useAct(async (cluster: string) => {
    onStarted(
      await tenancy.bindCluster({
        params: { tenant: tenant.slug },
        body: { cluster },
      }),
    );
  });
  return (
    <section aria-label={t('clusters.bind')} className={styles.fields}>
      <Text as="h2" variant="title-x-small">
        {t('clusters.bind')}
      </Text>
      <LiveView live={live} what={t('onboard.clusters')}>
        {targets => {
          const free = targets.filter(
            ({ name }) => !tenant.clusters.includes(name),
          );
          const cluster = chosen ?? free.at(0)?.name;
          return cluster === undefined ? (
            <Text color="secondary">{t('clusters.allBound')}</Text>
          ) : (
            <div className={styles.row}>
              <Select
                label={t('clusters.bindChoose')}
                description={t('clusters.bindText')}
                value={cluster}
                onChange={value => setChosen(String(value))}
                options={free.map(({ name, displayName }) => ({
                  value: name,
                  label: displayName,
                }))}
              />
              <Button
                className={styles.besideFields}
                variant="secondary"
                isPending={act.busy}
                onPress={() => act.run(cluster)}
              >
                {t('clusters.bindAction', { cluster })}
              </Button>
            </div>
          );
        }}
      </LiveView>
      {act.error ? (
        <ErrorPanel
          error={act.error}
          what={t('clusters.bindAct')}
          during="act"
        />
      ) : null}
    </section>
  );
}
