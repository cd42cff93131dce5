import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container } from '@backstage/ui';
import { usePermission } from '@backstage/plugin-permission-react';
import { followPages } from '@flytower/contract';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import {
  fleetClusterReadPermission,
  fleetClusterRegisterPermission,
} from '@flytower/plugin-fleet-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  EmptyPanel,
  ErrorPanel,
  LiveView,
  LoadingPanel,
  Panel,
  QuotaBars,
  useContractClient,
  useLive,
  useScope,
} from '@flytower/ui';
import { useStanding } from '../shell/useStanding';
import { appTranslationRef } from '../translation/appTranslationRef';
import { ClustersPanel } from './ClustersPanel';
import styles from './home.module.css';
import { NextSteps } from './NextSteps';
import { ReleasesPanel, WaitingPanel } from './ReleasePanels';
import { UsagePanel } from './UsagePanel';
import { ServicesPanel } from './ServicesPanel';

/** Whoever sees more tenants finds their quotas on the page of tenants. */
const MOST_QUOTAS = 3;
/** Beyond this many, the page of applications serves better. */
const MOST_SERVICES = 12;

/** The first page: what is the reader's own, or for whoever is in no tenant yet what that is and whom to ask. */
export function HomePage() {
  const { t } = useTranslationRef(appTranslationRef);
  const standing = useStanding();
  switch (standing.kind) {
    case 'unknown':
      return (
        <Container my="4">
          <LoadingPanel what={t('title.home')} />
        </Container>
      );
    case 'failed':
      return (
        <Container my="4">
          <ErrorPanel
            error={standing.error}
            what={t('title.home')}
            retry={standing.refresh}
          />
        </Container>
      );
    case 'nowhere':
      return (
        <Container my="4">
          <EmptyPanel title={t('home.noTenant')}>
            {t('home.noTenantText')}
          </EmptyPanel>
        </Container>
      );
    default:
      return <Mine onboards={standing.kind === 'admin'} />;
  }
}

/**
 * What is the reader's own: services with their health, releases under way, what waits for them, quota, next steps. Each
 * part asks its own backend, so one that does not answer leaves the others standing.
 */
function Mine({ onboards }: { onboards: boolean }) {
  const { t } = useTranslationRef(appTranslationRef);
  const { tenant, environment } = useScope();
  const tenancy = useContractClient(tenancyContract);
  const delivery = useContractClient(deliveryContract);
  const publicServices = useContractClient(publicServicesContract);
  const readsFleet = usePermission({ permission: fleetClusterReadPermission });
  const registers = usePermission({
    permission: fleetClusterRegisterPermission,
  });

  const tenants = useLive(
    signal =>
      followPages(500, page => tenancy.listTenants({ query: page, signal })),
    { key: 'tenants' },
  );
  const overview = useLive(
    signal =>
      delivery.overview({
        query: {
          limit: MOST_SERVICES,
          ...(tenant ? { tenant } : {}),
          ...(environment ? { environment } : {}),
        },
        signal,
      }),
    {
      key: `overview/${tenant}/${environment}`,
      progressing: ({ items }) =>
        items.some(({ health }) => health.status === 'progressing'),
    },
  );
  const releases = useLive(
    signal =>
      delivery.listReleases({
        query: {
          active: 'true',
          limit: 50,
          ...(tenant ? { tenant } : {}),
          ...(environment ? { environment } : {}),
        },
        signal,
      }),
    {
      key: `releases/${tenant}/${environment}`,
      progressing: ({ items }) => items.length > 0,
    },
  );

  const failed = useLive(
    signal =>
      delivery.listReleases({
        query: { failed: 'latest', limit: 50, ...(tenant ? { tenant } : {}) },
        signal,
      }),
    { key: `failed/${tenant}` },
  );

  // Latest first, so that whatever still waits or went wrong lately is among them.
  const orders = useLive(
    signal => publicServices.listOperations({ query: { limit: 50 }, signal }),
    {
      key: 'orders',
      progressing: ({ items }) =>
        items.some(({ state }) => state === 'in-progress'),
    },
  );

  return (
    <Container my="4">
      <div className={styles.columns}>
        <div className={styles.column}>
          <ServicesPanel
            overview={overview}
            mayCreate={
              tenants.kind === 'ready' && tenants.value.items.length > 0
            }
          />
          <ReleasesPanel releases={releases} />
          <UsagePanel />
          <LiveView live={tenants} what={t('title.tenants')}>
            {({ items }) =>
              items
                .filter(({ slug }) => !tenant || slug === tenant)
                .slice(0, MOST_QUOTAS)
                .map(({ slug, displayName, quota }) => (
                  <Panel
                    key={slug}
                    title={t('home.quota', { tenant: displayName })}
                  >
                    <QuotaBars
                      limit={quota.limit}
                      used={quota.used}
                      reserved={quota.reserved}
                    />
                  </Panel>
                ))
            }
          </LiveView>
        </div>
        <div className={styles.column}>
          <NextSteps
            tenants={tenants}
            overview={overview}
            registers={registers.allowed}
            onboards={onboards}
          />
          <WaitingPanel
            releases={releases}
            failed={failed}
            orders={orders}
            tenant={tenant}
          />
          {readsFleet.allowed ? <ClustersPanel /> : null}
        </div>
      </div>
    </Container>
  );
}
