import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex } from '@backstage/ui';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  CopyCommand,
  ManifestDrawer,
  useContractClient,
  usePlan,
  WizardForm,
} from '@flytower/ui';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { AccessFields } from './AccessFields';
import { RegisterValues } from './useRegisterRules';

/** The first step: the bundle that the cluster's administrator applies, and how to sign in. */
export function AccessStep({ form }: { form: WizardForm<RegisterValues> }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const bundle = usePlan(signal => fleet.getBundle({ signal }), 'bundle');
  return (
    <div className={styles.form}>
      <Alert
        status="info"
        icon
        title={t('register.bundle')}
        description={
          <>
            <p className={styles.noMargin}>{t('register.bundleText')}</p>
            {bundle.kind === 'made' ? (
              <Flex gap="2">
                <ManifestDrawer
                  title={t('register.bundleTitle')}
                  manifest={bundle.value.yaml}
                />
                <CopyCommand
                  command={`kubectl apply --server-side -f ${bundle.value.fileName}`}
                />
              </Flex>
            ) : null}
          </>
        }
      />
      <AccessFields form={form} />
    </div>
  );
}
