import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import {
  EnvironmentCluster,
  TenantEnvironment,
  tenantUpdatePermission,
} from '@flytower/plugin-tenancy-common';
import {
  Age,
  CopyCommand,
  DataColumn,
  DataTable,
  NameCell,
  QuotaBars,
} from '@flytower/ui';
import { useState } from 'react';
import { ChangeQuotaDialog } from '../quota/ChangeQuotaDialog';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { TargetStatus } from './TargetStatus';
import type { TenantTabProps } from './TenantPage';

/** How much is taken of the quota, and each environment in each of its clusters. */
export function OverviewTab({ tenant, refresh }: TenantTabProps) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const [changing, setChanging] = useState(false);
  const { allowed } = usePermission({
    permission: tenantUpdatePermission,
    resourceRef: tenant.slug,
  });
  const { limit, used, reserved } = tenant.quota;
  return (
    <Flex direction="column" gap="4">
      <Card>
        <CardHeader>
          <div className={styles.cardHead}>
            <Text as="h2" variant="title-x-small">
              {t('tenant.quota')}
            </Text>
            {allowed ? (
              <Button
                size="small"
                variant="secondary"
                onPress={() => setChanging(true)}
              >
                {t('tenant.changeQuota')}
              </Button>
            ) : null}
          </div>
        </CardHeader>
        <CardBody>
          <QuotaBars limit={limit} used={used} reserved={reserved} />
        </CardBody>
      </Card>
      <Text as="h2" variant="title-x-small">
        {t('tenant.environments')}
      </Text>
      {tenant.environments.map(environment => (
        <EnvironmentCard key={environment.id} environment={environment} />
      ))}
      {changing ? (
        <ChangeQuotaDialog
          tenant={tenant}
          onClose={() => {
            setChanging(false);
            refresh();
          }}
        />
      ) : null}
    </Flex>
  );
}

function EnvironmentCard({ environment }: { environment: TenantEnvironment }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const { displayName, name, namespace, approval, clusters } = environment;
  type Row = EnvironmentCluster & { id: string };
  const columns: DataColumn<Row>[] = [
    {
      id: 'cluster',
      title: t('tenant.cluster'),
      cell: cluster => <NameCell title={cluster.name} />,
    },
    {
      id: 'status',
      title: t('tenant.status'),
      cell: target => (
        <>
          <TargetStatus namespace={namespace} target={target} />
        </>
      ),
    },
    {
      id: 'checked',
      title: t('tenant.checked'),
      cell: ({ checkedAt }) => (
        <>
          <Age at={checkedAt} />
        </>
      ),
    },
  ];
  return (
    <Card>
      <CardHeader>
        <div className={styles.cardHead}>
          <Text as="h3" variant="body-large" weight="bold">
            {displayName} ({name})
          </Text>
          <span className={styles.option}>
            <code>{namespace}</code>
            <CopyCommand command={`kubectl --namespace ${namespace} get all`} />
          </span>
        </div>
        {approval ? (
          <Text color="secondary">{t('tenant.approvalNeeded')}</Text>
        ) : null}
      </CardHeader>
      <CardBody>
        <DataTable
          label={t('tenant.environments')}
          columns={columns}
          rows={clusters.map(one => ({ ...one, id: one.name }))}
          rowKey={({ id }) => id}
        />
      </CardBody>
    </Card>
  );
}
