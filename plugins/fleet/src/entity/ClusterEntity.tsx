import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonLink, Flex, Link, Text } from '@backstage/ui';
import {
  fleetClusterReadPermission,
  fleetContract,
} from '@flytower/plugin-fleet-common';
import {
  Facts,
  LiveView,
  Panel,
  useContractClient,
  useLive,
  useTenantEntity,
} from '@flytower/ui';
import { ClusterOverview } from '../cluster/ClusterOverview';
import { ClusterStatus } from '../loss/ClusterStatus';
import { clusterRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** On a cluster's Resource: what everybody may know of it. Its page is for operations admins. */
export function ClusterEntityCard() {
  const { name } = useTenantEntity();
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const href = usePage(name);
  const live = useLive(
    async signal => {
      const { items } = await fleet.listTargets({
        query: { lost: 'include' },
        signal,
      });
      return items.find(target => target.name === name);
    },
    { key: name },
  );
  return (
    <Panel
      title={t('entity.state')}
      action={href ? <Link href={href}>{t('entity.openCluster')}</Link> : null}
    >
      <LiveView live={live} what={t('cluster.what', { name })}>
        {target =>
          target ? (
            <>
              <ClusterStatus cluster={target} />
              <Facts
                facts={[
                  {
                    term: t('entity.dataCentre'),
                    value: target.dataCentre.displayName,
                  },
                  {
                    term: t('cluster.region'),
                    value: target.dataCentre.region,
                  },
                  {
                    term: t('entity.securityZone'),
                    value: target.securityZone,
                  },
                ]}
              />
              {target.simulated ? (
                <Text as="p" color="secondary">
                  {t('cluster.simulatedText')}
                </Text>
              ) : null}
            </>
          ) : (
            <Text as="p" color="secondary">
              {t('entity.gone', { name })}
            </Text>
          )
        }
      </LiveView>
    </Panel>
  );
}

/** The tab "Flytower" on a cluster's Resource: for operations admins problems, capacity and facts, else the card. */
export function ClusterEntityTab() {
  const { name } = useTenantEntity();
  const { loading, allowed } = usePermission({
    permission: fleetClusterReadPermission,
  });
  if (loading) {
    return null;
  }
  return allowed ? <WholeCluster name={name} /> : <ClusterEntityCard />;
}

function WholeCluster({ name }: { name: string }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const href = usePage(name);
  const live = useLive(
    signal => fleet.getCluster({ params: { cluster: name }, signal }),
    {
      key: name,
      progressing: ({ data }) => data.state === 'syncing',
    },
  );
  return (
    <LiveView live={live} what={t('cluster.what', { name })}>
      {cluster => (
        <Flex direction="column" gap="4">
          {href ? (
            <div>
              <ButtonLink variant="secondary" href={href}>
                {t('entity.openCluster')}
              </ButtonLink>
            </div>
          ) : null}
          <ClusterStatus cluster={cluster} />
          <ClusterOverview cluster={cluster} />
        </Flex>
      )}
    </LiveView>
  );
}

/** The cluster's page, for whoever may open it. */
function usePage(cluster: string): string | undefined {
  const path = useRouteRef(clusterRouteRef);
  const { allowed } = usePermission({
    permission: fleetClusterReadPermission,
  });
  return allowed ? path?.({ cluster }) : undefined;
}
