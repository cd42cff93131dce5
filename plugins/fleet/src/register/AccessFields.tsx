import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PasswordField,
  Radio,
  RadioGroup,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { WizardForm } from '@flytower/ui';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { AccessValues } from './accessForm';

/** How Flytower signs in to a cluster. The order is that of how people usually hold it. */
export function AccessFields<V extends AccessValues>({
  form,
}: {
  form: WizardForm<V>;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { kind } = form.values;
  return (
    <div className={styles.form}>
      <RadioGroup label={t('register.how')} {...form.field('kind')}>
        <Radio value="kubeconfig">{t('register.kubeconfig')}</Radio>
        <Radio value="certificate">{t('register.certificate')}</Radio>
        <Radio value="token">{t('register.token')}</Radio>
      </RadioGroup>
      {kind === 'kubeconfig' ? (
        <TextAreaField
          label={t('register.kubeconfigField')}
          description={`${t('register.kubeconfigHelp')} ${t(
            'register.sealed',
          )}`}
          rows={12}
          autoComplete="off"
          spellCheck="false"
          {...form.field('kubeconfig')}
        />
      ) : (
        <>
          <TextField
            label={t('register.server')}
            placeholder="https://10.0.0.10:6443"
            autoComplete="off"
            {...form.field('server')}
          />
          <TextAreaField
            label={t('register.ca')}
            description={t('register.caHelp')}
            placeholder="-----BEGIN CERTIFICATE-----"
            rows={4}
            autoComplete="off"
            spellCheck="false"
            {...form.field('caPem')}
          />
          {kind === 'certificate' ? (
            <>
              <TextAreaField
                label={t('register.certificateField')}
                placeholder="-----BEGIN CERTIFICATE-----"
                rows={4}
                autoComplete="off"
                spellCheck="false"
                {...form.field('certificatePem')}
              />
              <TextAreaField
                label={t('register.key')}
                description={t('register.sealed')}
                rows={4}
                autoComplete="off"
                spellCheck="false"
                {...form.field('keyPem')}
              />
            </>
          ) : (
            <PasswordField
              label={t('register.tokenField')}
              description={t('register.sealed')}
              autoComplete="off"
              {...form.field('token')}
            />
          )}
          <TextField
            label={t('register.tlsServerName')}
            description={t('register.tlsServerNameHelp')}
            autoComplete="off"
            {...form.field('tlsServerName')}
          />
        </>
      )}
    </div>
  );
}
