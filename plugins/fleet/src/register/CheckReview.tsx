import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ClusterCheck } from '@flytower/plugin-fleet-common';
import { Facts, Panel, Plan, PlanReview, useFormat } from '@flytower/ui';
import { BundleNotice } from '../cluster/BundleNotice';
import { ReadinessList } from '../cluster/ReadinessList';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { RegisterValues } from './useRegisterRules';

/** The last step: what the server found when it signed in to the cluster. */
export function CheckReview(props: {
  check: Plan<ClusterCheck>;
  values: RegisterValues;
  /** The display name of the chosen data centre. */
  dataCentre: string;
}) {
  const { check, values, dataCentre } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const format = useFormat();
  return (
    <PlanReview
      plan={check}
      what={t('register.checking')}
      blockers={found => (found.outcome === 'refused' ? [found.sentence] : [])}
    >
      {found =>
        found.outcome === 'usable' ? (
          <div className={styles.stack}>
            <BundleNotice bundle={found.bundle} />
            <Panel title={t('register.found')}>
              <Facts
                facts={[
                  { term: t('register.name'), value: values.name },
                  { term: t('fleet.dataCentre'), value: dataCentre },
                  { term: t('fleet.securityZone'), value: values.securityZone },
                  { term: t('register.apiServer'), value: found.server },
                  { term: t('cluster.version'), value: found.version },
                  {
                    term: t('cluster.mode'),
                    value: t(`cluster.${found.mode}`),
                  },
                  { term: t('cluster.nodes'), value: found.nodeCount },
                  {
                    term: t('cluster.cpu'),
                    value: format.cores(found.allocatable.cpuMillicores),
                  },
                  {
                    term: t('cluster.memory'),
                    value: format.bytes(found.allocatable.memoryBytes),
                  },
                  {
                    term: t('cluster.pods'),
                    value: format.number(found.allocatable.pods),
                  },
                  {
                    term: t('register.identity'),
                    value: found.identity.groups.length
                      ? `${found.identity.user}, ${t('register.inGroups', {
                          groups: found.identity.groups.join(', '),
                        })}`
                      : found.identity.user,
                  },
                  {
                    term: t('register.expires'),
                    value:
                      found.certificateExpiresAt &&
                      format.instant(found.certificateExpiresAt),
                  },
                ]}
              />
            </Panel>
            <Panel title={t('register.readiness')}>
              <ReadinessList items={found.readiness} />
            </Panel>
          </div>
        ) : null
      }
    </PlanReview>
  );
}
