import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, ButtonLink, Container, Flex } from '@backstage/ui';
import {
  ClusterSummary,
  DataCentreView,
  fleetClusterRegisterPermission,
  fleetContract,
} from '@flytower/plugin-fleet-common';
import {
  compareStatus,
  EmptyPanel,
  LiveView,
  PartialBanner,
  useContractClient,
  useLive,
  useUrlFilters,
  worstStatus,
} from '@flytower/ui';
import { LostPanel } from '../loss/LostPanel';
import { registerRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { DataCentrePanel } from './DataCentrePanel';
import { FilterBar } from './FilterBar';
import { fleetFilters } from './filters';
import { NodeList } from './NodeList';

/** Data centres with their clusters, or all nodes: problems first, and how old what is shown of each cluster is. */
export function FleetPage() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const [filters, setFilters] = useUrlFilters(fleetFilters);
  const live = useLive(
    async signal => {
      const [dataCentres, clusters] = await Promise.all([
        fleet.listDataCentres({ signal }),
        fleet.listClusters({ query: { lost: 'include' }, signal }),
      ]);
      return {
        dataCentres: dataCentres.items,
        clusters: clusters.items.filter(({ lost }) => !lost),
        lost: clusters.items.filter(({ lost }) => lost),
      };
    },
    {
      key: 'fleet',
      progressing: ({ clusters }) =>
        clusters.some(({ data }) => data.state === 'syncing'),
    },
  );
  const inZone = ({ securityZone }: ClusterSummary) =>
    !filters.securityZone || securityZone === filters.securityZone;
  return (
    <Container my="4">
      <LiveView live={live} what={t('fleet.what')}>
        {({ dataCentres, clusters, lost }) =>
          clusters.length + lost.length === 0 ? (
            <NoCluster />
          ) : (
            <Flex direction="column" gap="4">
              <FilterBar
                filters={filters}
                onChange={setFilters}
                dataCentres={dataCentres}
                securityZones={[
                  ...new Set(clusters.map(one => one.securityZone)),
                ].sort()}
                action={<RegisterButton />}
              />
              <StaleBanner clusters={clusters} />
              <LostPanel clusters={lost} />
              {filters.view === 'nodes' ? (
                <NodeList filters={filters} onChange={setFilters} />
              ) : (
                <DataCentres
                  dataCentres={dataCentres.filter(
                    ({ name }) =>
                      !filters.dataCentre || name === filters.dataCentre,
                  )}
                  clusters={clusters.filter(inZone)}
                  lost={lost.filter(inZone)}
                  onShowAll={() =>
                    setFilters({ dataCentre: '', securityZone: '' })
                  }
                />
              )}
            </Flex>
          )
        }
      </LiveView>
    </Container>
  );
}

function DataCentres(props: {
  dataCentres: readonly DataCentreView[];
  clusters: readonly ClusterSummary[];
  /** Those that are declared lost. */
  lost: readonly ClusterSummary[];
  onShowAll: () => void;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { dataCentres, clusters, lost, onShowAll } = props;
  const groups = dataCentres
    .map(dataCentre => ({
      dataCentre,
      members: clusters.filter(standsIn(dataCentre)),
      lost: lost.filter(standsIn(dataCentre)).length,
    }))
    .sort((a, b) => compareStatus(worstOf(a.members), worstOf(b.members)));
  return groups.some(group => group.members.length + group.lost > 0) ? (
    <>
      {groups.map(group => (
        <DataCentrePanel
          key={group.dataCentre.name}
          dataCentre={group.dataCentre}
          clusters={group.members}
          lost={group.lost}
        />
      ))}
    </>
  ) : (
    <EmptyPanel
      title={t('fleet.noMatch')}
      action={
        <Button variant="secondary" onPress={onShowAll}>
          {t('fleet.showAll')}
        </Button>
      }
    >
      {t('fleet.noMatchText')}
    </EmptyPanel>
  );
}

function standsIn({ name }: DataCentreView) {
  return ({ dataCentre }: ClusterSummary) => dataCentre.name === name;
}

function worstOf(clusters: readonly ClusterSummary[]) {
  return worstStatus(clusters.map(({ health }) => health.status));
}

function StaleBanner({ clusters }: { clusters: readonly ClusterSummary[] }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const stale = clusters.filter(({ data }) => data.state === 'stale');
  return stale.length > 0 && stale.length < clusters.length ? (
    <PartialBanner
      title={t('data.staleClusters', {
        clusters: stale.map(({ name }) => name).join(', '),
      })}
    />
  ) : null;
}

function NoCluster() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { allowed } = usePermission({
    permission: fleetClusterRegisterPermission,
  });
  return (
    <EmptyPanel title={t('fleet.empty')} action={<RegisterButton />}>
      {t('fleet.emptyText')} {allowed ? null : t('fleet.emptyReader')}
    </EmptyPanel>
  );
}

function RegisterButton() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const toRegister = useRouteRef(registerRouteRef);
  const { allowed } = usePermission({
    permission: fleetClusterRegisterPermission,
  });
  return allowed && toRegister ? (
    <ButtonLink variant="primary" href={toRegister()}>
      {t('fleet.register')}
    </ButtonLink>
  ) : null;
}
