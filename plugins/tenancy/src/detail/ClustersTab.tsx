import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex } from '@backstage/ui';
import { Operation } from '@flytower/contract';
import {
  tenancyContract,
  TenantDetail,
  tenantUpdatePermission,
} from '@flytower/plugin-tenancy-common';
import {
  ConfirmByName,
  DataColumn,
  DataTable,
  EmptyPanel,
  NameCell,
  StatusLine,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { operationRouteRef } from '../routes';
import { statusOfTarget } from '../tenantStatus';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { BindCluster } from './BindCluster';
import type { TenantTabProps } from './TenantPage';

/** Where the tenant may run; operations admins bind and unbind clusters here. */
export function ClustersTab({ tenant }: TenantTabProps) {
  const { slug, clusters } = tenant;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const navigate = useNavigate();
  const operationPath = useRouteRef(operationRouteRef);
  const [unbinding, setUnbinding] = useState<string>();
  const { allowed } = usePermission({
    permission: tenantUpdatePermission,
    resourceRef: slug,
  });
  const follow = (operation: Operation) =>
    navigate(operationPath?.({ tenant: slug, operation: operation.id }) ?? '/');

  type Row = { id: string };
  const columns: DataColumn<Row>[] = [
    {
      id: 'cluster',
      title: t('tenant.cluster'),
      cell: ({ id }) => <NameCell title={id} />,
    },
    {
      id: 'environments',
      title: t('clusters.environments'),
      cell: ({ id }) => (
        <>
          <EnvironmentsIn cluster={id} tenant={tenant} />
        </>
      ),
    },
    {
      id: 'actions',
      title: t('clusters.actions'),
      cell: ({ id }) => (
        <>
          <Button
            size="small"
            variant="tertiary"
            aria-label={t('clusters.unbindAction', { cluster: id })}
            onPress={() => setUnbinding(id)}
          >
            {t('clusters.unbind')}
          </Button>
        </>
      ),
    },
  ];
  return (
    <Flex direction="column" gap="4">
      {clusters.length === 0 ? (
        <EmptyPanel title={t('clusters.emptyTitle')}>
          {t('clusters.emptyText')}
        </EmptyPanel>
      ) : (
        <DataTable
          label={t('tenant.clusters')}
          columns={
            allowed ? columns : columns.filter(({ id }) => id !== 'actions')
          }
          rows={clusters.map(id => ({ id }))}
          rowKey={({ id }) => id}
        />
      )}
      {allowed ? <BindCluster tenant={tenant} onStarted={follow} /> : null}
      {unbinding !== undefined ? (
        <ConfirmByName
          title={t('clusters.unbindTitle', {
            cluster: unbinding,
            tenant: slug,
          })}
          name={unbinding}
          action={t('clusters.unbindAction', { cluster: unbinding })}
          onConfirm={async () => {
            follow(
              await client.unbindCluster({
                params: { tenant: slug, cluster: unbinding },
              }),
            );
          }}
          onClose={() => setUnbinding(undefined)}
        >
          {t('clusters.unbindText', { cluster: unbinding, tenant: slug })}
        </ConfirmByName>
      ) : null}
    </Flex>
  );
}

function EnvironmentsIn(props: { cluster: string; tenant: TenantDetail }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const there = props.tenant.environments.flatMap(({ id, name, clusters }) =>
    clusters
      .filter(cluster => cluster.name === props.cluster)
      .map(target => ({ id, name, target })),
  );
  return (
    <Flex direction="column" gap="1">
      {there.length === 0 ? '–' : null}
      {there.map(({ id, name, target }) => (
        <span key={id} className={styles.option}>
          <strong>{name}</strong>
          <StatusLine
            status={statusOfTarget[target.state]}
            word={t(`target.${target.state}`)}
            reason={target.state === 'ready' ? undefined : target.sentence}
          />
        </span>
      ))}
    </Flex>
  );
}
