import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Flex, Select, Text } from '@backstage/ui';
import {
  deliveryContract,
  Pod,
  podDeletePermission,
  Service,
} from '@flytower/plugin-delivery-common';
import {
  ConfirmByName,
  EmptyPanel,
  LiveView,
  StatusLine,
  useContractClient,
  useUrlFilters,
} from '@flytower/ui';
import { useState } from 'react';
import { KeepingPanel } from '../instances/KeepingPanel';
import { PodTable } from '../instances/PodTable';
import { StaleClusters } from '../instances/StaleClusters';
import { useInstances } from '../instances/useInstances';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import type { ServiceTabProps } from './ServicePage';

const noFilter = { environment: '' };

/** The pods of a service in one environment, under their clusters. */
export function InstancesTab({ service }: ServiceTabProps) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const [filter, setFilter] = useUrlFilters(noFilter);
  const names = service.environments.map(({ environment }) => environment);
  const environment = names.includes(filter.environment)
    ? filter.environment
    : names.at(0);
  if (environment === undefined) {
    return (
      <EmptyPanel title={t('instances.emptyTitle')}>
        {t('instances.emptyText')}
      </EmptyPanel>
    );
  }
  return (
    <Flex direction="column" gap="4">
      {names.length > 1 ? (
        <Select
          label={t('service.environment')}
          value={environment}
          onChange={value => setFilter({ environment: String(value) })}
          options={names.map(name => ({ value: name, label: name }))}
        />
      ) : null}
      <PodsOf service={service} environment={environment} />
    </Flex>
  );
}

function PodsOf(props: { service: Service; environment: string }) {
  const { service, environment } = props;
  const { tenant, slug } = service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const live = useInstances({ tenant, service: slug }, environment);
  const [restarting, setRestarting] = useState<{ pod: Pod; cluster: string }>();
  const { allowed } = usePermission({
    permission: podDeletePermission,
    resourceRef: tenant,
  });
  return (
    <LiveView live={live} what={t('instances.what', { environment })}>
      {instances => (
        <Flex direction="column" gap="5">
          <StaleClusters instances={instances} />
          <KeepingPanel
            tenant={tenant}
            service={slug}
            instances={instances}
            onActed={live.refresh}
          />
          {instances.clusters.map(one => (
            <section key={one.cluster} aria-label={one.cluster}>
              <Flex direction="column" gap="2">
                <div className={styles.inline}>
                  <Text as="h2" variant="title-x-small">
                    {one.displayName}
                  </Text>
                  <StatusLine
                    status={one.health.status}
                    reason={one.health.sentence}
                  />
                </div>
                <PodTable
                  pods={one.pods}
                  namespace={instances.namespace}
                  onRestart={
                    allowed && !instances.schedule
                      ? pod => setRestarting({ pod, cluster: one.cluster })
                      : undefined
                  }
                />
              </Flex>
            </section>
          ))}
          {restarting ? (
            <ConfirmByName
              title={t('instances.restartTitle', { pod: restarting.pod.name })}
              name={slug}
              action={t('instances.restartAction')}
              onConfirm={async () => {
                await client.deletePod({
                  params: {
                    tenant,
                    service: slug,
                    cluster: restarting.cluster,
                    pod: restarting.pod.name,
                  },
                  query: { environment, uid: restarting.pod.uid },
                });
                setRestarting(undefined);
                live.refresh();
              }}
              onClose={() => setRestarting(undefined)}
            >
              {t('instances.restartText')}
            </ConfirmByName>
          ) : null}
        </Flex>
      )}
    </LiveView>
  );
}
