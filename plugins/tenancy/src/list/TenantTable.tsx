import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';

import { TenantSummary } from '@flytower/plugin-tenancy-common';
import {
  DataColumn,
  DataTable,
  NameCell,
  StatusLine,
  useFormat,
} from '@flytower/ui';
import { tenantRouteRef } from '../routes';
import { statusOfTenant } from '../tenantStatus';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';

/** One line a tenant: how it is and why, where it may run, and how much of its quota is taken. */
export function TenantTable({ tenants }: { tenants: TenantSummary[] }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const format = useFormat();
  const tenantPath = useRouteRef(tenantRouteRef);
  const columns: DataColumn<TenantSummary>[] = [
    {
      id: 'tenant',
      title: t('list.tenant'),
      cell: ({ slug, displayName }) => (
        <NameCell
          title={displayName}
          description={slug}
          href={tenantPath?.({ tenant: slug })}
        />
      ),
    },
    {
      id: 'status',
      title: t('list.status'),
      cell: tenant => (
        <>
          <StatusLine
            status={statusOfTenant(tenant)}
            word={t(`state.${tenant.state}`)}
            reason={tenant.state === 'active' ? undefined : tenant.sentence}
          />
        </>
      ),
    },
    {
      id: 'clusters',
      title: t('list.clusters'),
      cell: ({ clusters }) => <NameCell title={clusters.join(', ') || '–'} />,
    },
    {
      id: 'environments',
      title: t('list.environments'),
      cell: ({ environments }) => (
        <NameCell title={environments.map(one => one.name).join(', ') || '–'} />
      ),
    },
    {
      id: 'members',
      title: t('list.members'),
      cell: ({ memberCount }) => (
        <NameCell title={format.number(memberCount)} />
      ),
    },
    {
      id: 'used',
      title: t('list.used'),
      cell: ({ quota: { limit, used } }) => (
        <NameCell
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
    <DataTable
      label={t('list.title')}
      columns={columns}
      rows={tenants}
      rowKey={({ id }) => id}
    />
  );
}
