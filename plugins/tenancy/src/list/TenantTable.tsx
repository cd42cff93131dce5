import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, CellText, ColumnConfig, Table, useTable } from '@backstage/ui';
import { TenantSummary } from '@flytower/plugin-tenancy-common';
import { StatusLine, useFormat } from '@flytower/ui';
import { tenantRouteRef } from '../routes';
import { statusOfTenant } from '../tenantStatus';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';

/** One line a tenant: how it is and why, where it may run, and how much of its quota is taken. */
export function TenantTable({ tenants }: { tenants: TenantSummary[] }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const format = useFormat();
  const tenantPath = useRouteRef(tenantRouteRef);
  const { tableProps } = useTable({
    mode: 'complete',
    data: tenants,
    paginationOptions: { type: tenants.length > 20 ? 'page' : 'none' },
  });
  const columns: ColumnConfig<TenantSummary>[] = [
    {
      id: 'tenant',
      label: t('list.tenant'),
      isRowHeader: true,
      minWidth: 160,
      cell: ({ slug, displayName }) => (
        <CellText
          title={displayName}
          description={slug}
          href={tenantPath?.({ tenant: slug })}
        />
      ),
    },
    {
      id: 'status',
      label: t('list.status'),
      minWidth: 220,
      cell: tenant => (
        <Cell>
          <StatusLine
            status={statusOfTenant(tenant)}
            word={t(`state.${tenant.state}`)}
            reason={tenant.state === 'active' ? undefined : tenant.sentence}
          />
        </Cell>
      ),
    },
    {
      id: 'clusters',
      label: t('list.clusters'),
      minWidth: 110,
      cell: ({ clusters }) => <CellText title={clusters.join(', ') || '–'} />,
    },
    {
      id: 'environments',
      label: t('list.environments'),
      minWidth: 110,
      cell: ({ environments }) => (
        <CellText title={environments.map(one => one.name).join(', ') || '–'} />
      ),
    },
    {
      id: 'members',
      label: t('list.members'),
      minWidth: 90,
      cell: ({ memberCount }) => (
        <CellText title={format.number(memberCount)} />
      ),
    },
    {
      id: 'used',
      label: t('list.used'),
      minWidth: 170,
      cell: ({ quota: { limit, used } }) => (
        <CellText
          title={`${format.cores(used.cpuMillicores)} / ${format.cores(
            limit.cpuMillicores,
          )}`}
          description={`${format.bytes(used.memoryBytes)} / ${format.bytes(
            limit.memoryBytes,
          )}`}
        />
      ),
    },
  ];
  return (
    <div className={styles.scroll}>
      <Table {...tableProps} columnConfig={columns} />
    </div>
  );
}
