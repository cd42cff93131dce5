import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  CopyCommand,
  ManifestDrawer,
  useContractClient,
  usePlan,
} from '@flytower/ui';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';

/** The bundle to read and copy, and the command by which a cluster's administrator applies it, the first time and every time. */
export function BundleFile() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const bundle = usePlan(signal => fleet.getBundle({ signal }), 'bundle');
  if (bundle.kind !== 'made') {
    return null;
  }
  const command = `kubectl apply --server-side --force-conflicts -f ${bundle.value.fileName}`;
  return (
    <Flex gap="2" align="center">
      <code className={styles.code}>{command}</code>
      <CopyCommand command={command} />
      <ManifestDrawer
        title={t('register.bundleTitle')}
        manifest={bundle.value.yaml}
      />
    </Flex>
  );
}
