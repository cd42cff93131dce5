import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ClusterDetail } from '@flytower/plugin-fleet-common';
import { Age, EmptyPanel, Panel } from '@flytower/ui';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { ReadinessList } from './ReadinessList';

/** What a cluster was found ready for when it was last checked. */
export function ReadinessPanel({ cluster }: { cluster: ClusterDetail }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { readiness } = cluster;
  return readiness === undefined ? (
    <EmptyPanel title={t('cluster.notChecked')}>
      {t('cluster.notCheckedText')}
    </EmptyPanel>
  ) : (
    <Panel
      title={t('cluster.tabs.readiness')}
      action={
        <span className={styles.secondary}>
          {t('cluster.readinessText')} <Age at={readiness.checkedAt} />
        </span>
      }
    >
      <ReadinessList items={readiness.items} />
    </Panel>
  );
}
