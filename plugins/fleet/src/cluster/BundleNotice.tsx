import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Alert } from '@backstage/ui';
import {
  bundleSentence,
  ClusterBundle,
  fleetClusterRegisterPermission,
} from '@flytower/plugin-fleet-common';
import { useLanguage } from '@flytower/ui';
import { BundleFile } from '../register/BundleFile';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** That a cluster holds an older bundle, what the newest would add, and how it gets there. Nothing where it holds the newest. */
export function BundleNotice({ bundle }: { bundle: ClusterBundle }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const language = useLanguage();
  const { allowed } = usePermission({
    permission: fleetClusterRegisterPermission,
  });
  const { version, newest, missing } = bundle;
  if (version === undefined || missing.length === 0) {
    return null;
  }
  return (
    <Alert
      status="info"
      icon
      title={t('bundle.older', {
        version: String(version),
        newest: String(newest),
      })}
      description={
        <>
          <ul className={styles.gives}>
            {missing.map(({ capability }) => (
              <li key={capability}>{bundleSentence(capability, language)}</li>
            ))}
          </ul>
          <p className={styles.noMargin}>{t('bundle.upgrade')}</p>
          {allowed ? <BundleFile /> : null}
        </>
      }
    />
  );
}
