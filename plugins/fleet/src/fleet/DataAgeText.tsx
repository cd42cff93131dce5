import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { DataAge } from '@flytower/plugin-fleet-common';
import { Age } from '@flytower/ui';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** How old what is shown of a cluster is; the server's own sentence on hover. */
export function DataAgeText({ data }: { data: DataAge }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  return (
    <span className={styles.secondary} title={data.sentence}>
      {data.state === 'syncing' ? t('data.syncing') : null}
      {data.state === 'live' ? t('data.live') : null}
      {data.state === 'stale' ? (
        <>
          {t('data.stale')} <Age at={data.lastContactAt} />
        </>
      ) : null}
    </span>
  );
}
