import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonLink, Flex, Text } from '@backstage/ui';
import {
  deliveryContract,
  releaseCreatePermission,
} from '@flytower/plugin-delivery-common';
import {
  LiveView,
  useContractClient,
  useLive,
  useTenantEntity,
} from '@flytower/ui';
import { OverviewTab } from '../service/OverviewTab';
import { usageRouteRef } from '../routes';
import { ReleasesTab } from '../service/ReleasesTab';
import { ServiceBindings } from '../service/ServiceBindings';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { usePaths } from '../usePaths';

/** The tab "Flytower" on a service's Component: how it is in each environment, and its releases. */
export function ServiceEntityTab() {
  const { tenant, name } = useTenantEntity();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const paths = usePaths();
  const usagePath = useRouteRef(usageRouteRef);
  const { allowed: mayRelease } = usePermission({
    permission: releaseCreatePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    signal => client.getService({ params: { tenant, service: name }, signal }),
    { key: `${tenant}/${name}` },
  );
  return (
    <LiveView live={live} what={t('service.what', { service: name })}>
      {service => {
        const tab = { service, mayRelease, refresh: live.refresh };
        return (
          <Flex direction="column" gap="4">
            <Flex gap="2">
              <ButtonLink
                variant="secondary"
                href={paths.service({ ...service, service: service.slug })}
              >
                {t('entity.openService')}
              </ButtonLink>
              {usagePath ? (
                <ButtonLink
                  variant="secondary"
                  href={`${usagePath()}?application=${encodeURIComponent(
                    `${tenant}/${service.application}`,
                  )}&usedFrom=2000-01-01`}
                >
                  {t('entity.openUsage')}
                </ButtonLink>
              ) : null}
            </Flex>
            <ServiceBindings service={service} mayRelease={mayRelease} />
            <OverviewTab {...tab} />
            <Text as="h2" variant="title-x-small">
              {t('service.releases')}
            </Text>
            <ReleasesTab {...tab} />
          </Flex>
        );
      }}
    </LiveView>
  );
}
