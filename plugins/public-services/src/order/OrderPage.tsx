import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Container, Header } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import {
  Offering,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  tenancyContract,
  TenantSummary,
} from '@flytower/plugin-tenancy-common';
import {
  Crumbs,
  EmptyPanel,
  LiveView,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useLocation } from 'react-router-dom';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { OrderWizard } from './OrderWizard';

/** What the wizard chooses from. */
export interface OrderChoices {
  offerings: Offering[];
  tenants: TenantSummary[];
}

/** Orders an instance: which plan, for whom, and what the server would make. */
export function OrderPage() {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const { pathname } = useLocation();
  const paths = usePaths();
  const client = useContractClient(publicServicesContract);
  const tenancy = useContractClient(tenancyContract);
  const live = useLive(
    async (signal): Promise<OrderChoices> => {
      const { memberships } = await tenancy.getMyMemberships({ signal });
      const building = memberships.filter(
        ({ role }) => role === 'owner' || role === 'developer',
      );
      if (building.length === 0) {
        return { offerings: [], tenants: [] };
      }
      const [{ items: offerings }, { items: tenants }] = await Promise.all([
        client.listOfferings({ signal }),
        followPages(500, page => tenancy.listTenants({ query: page, signal })),
      ]);
      return {
        offerings: offerings
          .map(offering => ({
            ...offering,
            plans: offering.plans.filter(({ active }) => active),
          }))
          .filter(({ plans }) => plans.length > 0),
        tenants: tenants.filter(({ slug }) =>
          building.some(({ tenant }) => tenant === slug),
        ),
      };
    },
    { key: 'order', intervalMs: 300_000 },
  );
  return (
    <Crumbs path={[{ label: t('order.title'), href: pathname }]}>
      <Header title={t('order.title')} description={t('order.description')} />
      <Container>
        <LiveView live={live} what={t('offerings.what')}>
          {choices => {
            if (choices.tenants.length === 0) {
              return (
                <EmptyPanel title={t('order.noTenantTitle')}>
                  {t('order.noTenantText')}
                </EmptyPanel>
              );
            }
            return choices.offerings.length === 0 ? (
              <EmptyPanel
                title={t('order.noPlanTitle')}
                action={
                  <ButtonLink variant="secondary" href={paths.offerings}>
                    {t('list.seeOfferings')}
                  </ButtonLink>
                }
              >
                {t('offerings.noPlanOther')}
              </EmptyPanel>
            ) : (
              <OrderWizard choices={choices} />
            );
          }}
        </LiveView>
      </Container>
    </Crumbs>
  );
}
