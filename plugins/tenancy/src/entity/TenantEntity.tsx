import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex, Link } from '@backstage/ui';
import { tenancyContract, TenantDetail } from '@flytower/plugin-tenancy-common';
import {
  Facts,
  Live,
  LiveView,
  Panel,
  QuotaBars,
  StatusLine,
  useContractClient,
  useLive,
  useTenantEntity,
} from '@flytower/ui';
import { OverviewTab } from '../detail/OverviewTab';
import { tenantRouteRef } from '../routes';
import { statusOfTenant } from '../tenantStatus';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';

/** On a tenant's Group: how it is, its quota, and where it may run. */
export function TenantEntityCard() {
  const { tenant: slug } = useTenantEntity();
  const { t } = useTranslationRef(tenancyTranslationRef);
  const href = useRouteRef(tenantRouteRef)?.({ tenant: slug });
  return (
    <Panel
      title={t('entity.quotaAndClusters')}
      action={href ? <Link href={href}>{t('entity.openTenant')}</Link> : null}
    >
      <LiveView
        live={useTenant(slug)}
        what={t('tenant.what', { tenant: slug })}
      >
        {tenant => (
          <>
            <StatusLine
              status={statusOfTenant(tenant)}
              word={t(`state.${tenant.state}`)}
              reason={tenant.sentence}
            />
            <QuotaBars {...tenant.quota} />
            <Facts
              facts={[
                {
                  term: t('tenant.clusters'),
                  value: tenant.clusters.join(', ') || '–',
                },
                {
                  term: t('tenant.environments'),
                  value:
                    tenant.environments
                      .map(({ displayName }) => displayName)
                      .join(', ') || '–',
                },
              ]}
            />
          </>
        )}
      </LiveView>
    </Panel>
  );
}

/** The tab "Flytower" on a tenant's Group: quota, and each environment in each of its clusters. */
export function TenantEntityTab() {
  const { tenant: slug } = useTenantEntity();
  const { t } = useTranslationRef(tenancyTranslationRef);
  const href = useRouteRef(tenantRouteRef)?.({ tenant: slug });
  const live = useTenant(slug);
  return (
    <LiveView live={live} what={t('tenant.what', { tenant: slug })}>
      {tenant => (
        <Flex direction="column" gap="4">
          {href ? (
            <div>
              <ButtonLink variant="secondary" href={href}>
                {t('entity.openTenant')}
              </ButtonLink>
            </div>
          ) : null}
          <OverviewTab tenant={tenant} refresh={live.refresh} />
        </Flex>
      )}
    </LiveView>
  );
}

function useTenant(slug: string): Live<TenantDetail> {
  const client = useContractClient(tenancyContract);
  return useLive(
    signal => client.getTenant({ params: { tenant: slug }, signal }),
    {
      key: slug,
      progressing: tenant => statusOfTenant(tenant) === 'progressing',
    },
  );
}
