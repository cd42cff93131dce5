import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  Button,
  ButtonLink,
  Container,
  Flex,
  SearchField,
  Select,
  Text,
} from '@backstage/ui';
import { followPages } from '@flytower/contract';
import {
  tenancyContract,
  tenantOnboardPermission,
  tenantStateSchema,
  TenantSummary,
} from '@flytower/plugin-tenancy-common';
import {
  EmptyPanel,
  LiveView,
  useContractClient,
  useLive,
  useUrlFilters,
} from '@flytower/ui';
import { onboardRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { filterTenants } from './filterTenants';
import { TenantTable } from './TenantTable';

const noFilter = { q: '', state: '' };

/** The tenants that the reader may see: operations admins see all, others their own. */
export function TenantsPage() {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const live = useLive(
    async signal =>
      (
        await followPages(500, page =>
          client.listTenants({ query: page, signal }),
        )
      ).items,
    {
      key: 'tenants',
      progressing: tenants =>
        tenants.some(({ state }) => state === 'onboarding'),
    },
  );
  return (
    <Container my="4">
      <div className={styles.listHead}>
        <Text as="p" color="secondary">
          {t('list.description')}
        </Text>
        <OnboardLink />
      </div>
      <LiveView live={live} what={t('list.what')}>
        {tenants =>
          tenants.length === 0 ? (
            <NoTenants />
          ) : (
            <FilteredTenants tenants={tenants} />
          )
        }
      </LiveView>
    </Container>
  );
}

function OnboardLink() {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const onboardPath = useRouteRef(onboardRouteRef);
  const { allowed } = usePermission({ permission: tenantOnboardPermission });
  return allowed && onboardPath ? (
    <ButtonLink variant="primary" href={onboardPath()}>
      {t('list.onboard')}
    </ButtonLink>
  ) : null;
}

function NoTenants() {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const { allowed } = usePermission({ permission: tenantOnboardPermission });
  return (
    <EmptyPanel title={t('list.emptyTitle')} action={<OnboardLink />}>
      {allowed ? t('list.emptyAdmin') : t('list.emptyOther')}
    </EmptyPanel>
  );
}

function FilteredTenants({ tenants }: { tenants: TenantSummary[] }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const [filter, setFilter] = useUrlFilters(noFilter);
  const shown = filterTenants(tenants, filter);
  return (
    <Flex direction="column" gap="4">
      <Flex gap="3" style={{ flexWrap: 'wrap' }} align="end">
        <SearchField
          label={t('list.search')}
          value={filter.q}
          onChange={q => setFilter({ q })}
        />
        <Select
          label={t('list.stateFilter')}
          value={filter.state || 'any'}
          onChange={state =>
            setFilter({ state: state === 'any' ? '' : String(state) })
          }
          options={[
            { value: 'any', label: t('list.anyState') },
            ...tenantStateSchema.options.map(state => ({
              value: state,
              label: t(`state.${state}`),
            })),
          ]}
        />
      </Flex>
      {shown.length === 0 ? (
        <EmptyPanel
          title={t('list.noMatch')}
          action={
            <Button variant="secondary" onPress={() => setFilter(noFilter)}>
              {t('list.clear')}
            </Button>
          }
        >
          {t('list.noMatchText')}
        </EmptyPanel>
      ) : (
        <TenantTable tenants={shown} />
      )}
    </Flex>
  );
}
