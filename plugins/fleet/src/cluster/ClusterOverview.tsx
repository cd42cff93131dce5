import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import { PLATFORM_ENTITY_NAMESPACE } from '@flytower/contract';
import { ClusterDetail } from '@flytower/plugin-fleet-common';
import {
  Age,
  ConditionList,
  CopyCommand,
  Facts,
  Panel,
  personName,
  QuotaBars,
} from '@flytower/ui';
import styles from '../fleet.module.css';
import { catalogEntityRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** Problems, capacity and facts of a cluster. */
export function ClusterOverview({ cluster }: { cluster: ClusterDetail }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const entityPath = useRouteRef(catalogEntityRouteRef);
  const { nodes, pods, problems, problemCount } = cluster;
  return (
    <div className={styles.two}>
      <Panel title={t('fleet.problems')}>
        {problems.length === 0 ? (
          <Text as="p" color="secondary">
            {t('cluster.noProblems')}
          </Text>
        ) : (
          <>
            <ConditionList
              label={t('fleet.problems')}
              conditions={problems.map(({ severity, subject, sentence }) => ({
                id: `${subject.kind}/${subject.namespace}/${subject.name}/${sentence}`,
                title: subject.namespace
                  ? `${subject.namespace}/${subject.name}`
                  : subject.name,
                status: severity === 'error' ? 'failed' : 'degraded',
                message: sentence,
              }))}
            />
            {problemCount > problems.length ? (
              <Text as="p" color="secondary">
                {t('fleet.moreProblems', {
                  rest: String(problemCount - problems.length),
                })}
              </Text>
            ) : null}
          </>
        )}
      </Panel>
      <Panel title={t('cluster.capacity')}>
        <QuotaBars
          limit={cluster.allocatable}
          used={cluster.requested}
          usedLabel={t('fleet.requested')}
        />
      </Panel>
      <Panel
        title={t('cluster.facts')}
        action={
          <CopyCommand
            command={`kubectl get nodes --server=${cluster.server}`}
          />
        }
      >
        <Facts
          facts={[
            { term: t('cluster.server'), value: cluster.server },
            { term: t('cluster.version'), value: cluster.version },
            {
              term: t('cluster.nodes'),
              value: t('cluster.nodesReady', {
                ready: String(nodes.ready),
                total: String(nodes.total),
              }),
            },
            {
              term: t('cluster.pods'),
              value:
                pods.troubled > 0
                  ? `${pods.total}, ${t('cluster.troubled', {
                      count: pods.troubled,
                    })}`
                  : pods.total,
            },
            { term: t('cluster.mode'), value: t(`cluster.${cluster.mode}`) },
            {
              term: t('cluster.bundle'),
              value:
                cluster.bundle.version !== undefined &&
                t('cluster.bundleVersion', {
                  version: String(cluster.bundle.version),
                }),
            },
            { term: t('cluster.region'), value: cluster.dataCentre.region },
            { term: t('cluster.provider'), value: cluster.dataCentre.provider },
            {
              term: t('cluster.origin'),
              value: (
                <>
                  {cluster.origin === 'configuration'
                    ? t('cluster.byConfiguration')
                    : t('cluster.byPerson', {
                        person: personName(cluster.registeredBy),
                      })}
                  {' · '}
                  <Age at={cluster.registeredAt} />
                </>
              ),
            },
            {
              term: t('cluster.tenantNamespaces'),
              value: cluster.tenantNamespaces.join(', ') || t('cluster.none'),
            },
            {
              term: t('entity.catalog'),
              value: entityPath && (
                <Link
                  href={entityPath({
                    kind: 'resource',
                    namespace: PLATFORM_ENTITY_NAMESPACE,
                    name: cluster.name,
                  })}
                >
                  {t('entity.inCatalog')}
                </Link>
              ),
            },
            {
              term: t('cluster.uid'),
              value: cluster.uid && (
                <span className={styles.code}>{cluster.uid}</span>
              ),
            },
          ]}
        />
      </Panel>
    </div>
  );
}
