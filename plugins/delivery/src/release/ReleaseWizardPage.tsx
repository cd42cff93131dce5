import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Container, Header } from '@backstage/ui';
import {
  deliveryContract,
  releaseCreatePermission,
} from '@flytower/plugin-delivery-common';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  Crumbs,
  EmptyPanel,
  LiveView,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useLocation, useParams } from 'react-router-dom';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { usePaths } from '../usePaths';
import { ReleaseWizard } from './ReleaseWizard';

/** Releases a service; for those who may release in its tenant. */
export function ReleaseWizardPage() {
  const { tenant = '', application = '', service: slug = '' } = useParams();
  const { pathname } = useLocation();
  const paths = usePaths();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { allowed, loading } = usePermission({
    permission: releaseCreatePermission,
    resourceRef: tenant,
  });
  const delivery = useContractClient(deliveryContract);
  const tenancy = useContractClient(tenancyContract);
  const fleet = useContractClient(fleetContract);
  const live = useLive(
    async signal => {
      const [service, facts, targets, releases] = await Promise.all([
        delivery.getService({ params: { tenant, service: slug }, signal }),
        tenancy.getTenant({ params: { tenant }, signal }),
        fleet.listTargets({ signal }),
        delivery.listTenantReleases({
          params: { tenant },
          query: { service: slug, limit: 50 },
          signal,
        }),
      ]);
      const idOf = (cluster: string) =>
        targets.items.find(({ name }) => name === cluster)?.id ?? cluster;
      return {
        service,
        environments: facts.environments
          .filter(({ clusters }) => clusters.length > 0)
          .map(({ name, displayName, clusters }) => ({
            name,
            displayName,
            clusters: clusters.map(cluster => ({
              id: idOf(cluster.name),
              name: cluster.name,
            })),
            // The ratio that the service runs with there, from the latest release that placed it.
            weights: Object.fromEntries(
              releases.items
                .find(
                  release => release.environment === name && release.placement,
                )
                ?.placement?.clusters.map(share => [
                  share.cluster,
                  share.weight,
                ]) ?? [],
            ),
          })),
      };
    },
    { key: `${tenant}/${slug}` },
  );
  if (!allowed) {
    return loading ? null : (
      <Container>
        <EmptyPanel title={t('wizard.notAllowedTitle')}>
          {t('wizard.notAllowedText', { tenant })}
        </EmptyPanel>
      </Container>
    );
  }
  return (
    <Crumbs
      path={[
        {
          label: application,
          href: paths.application({ tenant, application }),
        },
        {
          label: slug,
          href: paths.service({ tenant, application, service: slug }),
        },
        { label: t('service.release'), href: pathname },
      ]}
    >
      <Header
        title={t('wizard.title', {
          service:
            live.kind === 'ready' ? live.value.service.displayName : slug,
        })}
      />
      <Container>
        <LiveView live={live} what={t('wizard.what', { tenant })}>
          {({ service, environments }) =>
            environments.length === 0 ? (
              <EmptyPanel title={t('wizard.noEnvironmentTitle')}>
                {t('wizard.noEnvironmentText', { tenant })}
              </EmptyPanel>
            ) : (
              <ReleaseWizard service={service} environments={environments} />
            )
          }
        </LiveView>
      </Container>
    </Crumbs>
  );
}
