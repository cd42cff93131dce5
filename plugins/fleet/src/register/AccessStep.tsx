import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { WizardForm } from '@flytower/ui';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { AccessFields } from './AccessFields';
import { BundleFile } from './BundleFile';
import { RegisterValues } from './useRegisterRules';

/** The first step: the bundle that the cluster's administrator applies, and how to sign in. */
export function AccessStep({ form }: { form: WizardForm<RegisterValues> }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  return (
    <div className={styles.form}>
      <Alert
        status="info"
        icon
        title={t('register.bundle')}
        description={
          <>
            <p className={styles.noMargin}>{t('register.bundleText')}</p>
            <BundleFile />
          </>
        }
      />
      <AccessFields form={form} />
    </div>
  );
}
