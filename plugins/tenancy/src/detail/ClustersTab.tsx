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
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { operationRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { BindCluster } from './BindCluster';
import { TargetStatus } from './TargetStatus';
import type { TenantTabProps } from './TenantPage';

/** Where the tenant may run; operations admins bind and unbind clusters here. */
export function ClustersTab({ tenant }: TenantTabProps) {
  const { slug, clusters } = tenant;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const navigate = useNavigate();
  const operationPath = useRouteRef(operationRouteRef);
  const [unbinding, setUnbinding] = useState<string>();
  const [taking, setTaking] = useState<{ cluster: string; keeper: string }>();
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
      cell: ({ id }) => {
        const keeper = keeperIn(tenant, id);
        return (
          <>
            {keeper === undefined ? null : (
              <Button
                size="small"
                variant="tertiary"
                aria-label={t('clusters.takeOverAction', { cluster: id })}
                onPress={() => setTaking({ cluster: id, keeper })}
              >
                {t('clusters.takeOver')}
              </Button>
            )}
            <Button
              size="small"
              variant="tertiary"
              aria-label={t('clusters.unbindAction', { cluster: id })}
              onPress={() => setUnbinding(id)}
            >
              {t('clusters.unbind')}
            </Button>
          </>
        );
      },
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
      {taking ? (
        <ConfirmByName
          title={t('clusters.takeOverTitle', {
            cluster: taking.cluster,
            tenant: slug,
          })}
          name={taking.cluster}
          action={t('clusters.takeOverAction', { cluster: taking.cluster })}
          onConfirm={async () => {
            follow(
              await client.takeOverCluster({
                params: { tenant: slug, cluster: taking.cluster },
                body: { from: taking.keeper },
              }),
            );
          }}
          onClose={() => setTaking(undefined)}
        >
          {t('clusters.takeOverText', { ...taking, tenant: slug })}
        </ConfirmByName>
      ) : null}
    </Flex>
  );
}

function targetsIn({ environments }: TenantDetail, cluster: string) {
  return environments.flatMap(({ clusters, ...environment }) =>
    clusters
      .filter(({ name }) => name === cluster)
      .map(target => ({ ...environment, target })),
  );
}

/** The other installation of Flytower that keeps something of the tenant there. */
function keeperIn(tenant: TenantDetail, cluster: string): string | undefined {
  return targetsIn(tenant, cluster).find(({ target }) => target.keptBy)?.target
    .keptBy;
}

function EnvironmentsIn(props: { cluster: string; tenant: TenantDetail }) {
  const there = targetsIn(props.tenant, props.cluster);
  return (
    <Flex direction="column" gap="1">
      {there.length === 0 ? '–' : null}
      {there.map(({ id, name, namespace, target }) => (
        <span key={id} className={styles.option}>
          <strong>{name}</strong>
          <TargetStatus namespace={namespace} target={target} brief />
        </span>
      ))}
    </Flex>
  );
}
