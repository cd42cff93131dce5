import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Container, Header } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  tenancyContract,
  tenantOnboardPermission,
} from '@flytower/plugin-tenancy-common';
import {
  Crumbs,
  EmptyPanel,
  LiveView,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useLocation } from 'react-router-dom';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import { OnboardWizard } from './OnboardWizard';

/** Onboards a tenant; for operations admins. */
export function OnboardPage() {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const { pathname } = useLocation();
  const { allowed, loading } = usePermission({
    permission: tenantOnboardPermission,
  });
  if (!allowed) {
    return loading ? null : (
      <Container>
        <EmptyPanel title={t('onboard.notAllowedTitle')}>
          {t('onboard.notAllowedText')}
        </EmptyPanel>
      </Container>
    );
  }
  return (
    <Crumbs path={[{ label: t('onboard.title'), href: pathname }]}>
      <Header title={t('onboard.title')} description={t('list.description')} />
      <Container>
        <LoadedWizard />
      </Container>
    </Crumbs>
  );
}

function LoadedWizard() {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const tenancy = useContractClient(tenancyContract);
  const fleet = useContractClient(fleetContract);
  const live = useLive(
    async signal => {
      const [environments, quotaChoices, tenants, targets] = await Promise.all([
        tenancy.listEnvironments({ signal }),
        tenancy.listQuotaChoices({ signal }),
        followPages(500, page => tenancy.listTenants({ query: page, signal })),
        fleet.listTargets({ signal }),
      ]);
      return {
        environments: environments.items,
        quotaChoices: quotaChoices.items,
        takenNames: new Set(tenants.items.map(({ slug }) => slug)),
        clusters: targets.items,
      };
    },
    { key: 'onboarding-offer' },
  );
  return (
    <LiveView live={live} what={t('onboard.what')}>
      {offer => <OnboardWizard offer={offer} />}
    </LiveView>
  );
}
