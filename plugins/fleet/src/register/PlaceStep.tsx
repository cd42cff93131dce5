import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, TextField } from '@backstage/ui';
import { WizardForm } from '@flytower/ui';
import styles from '../fleet.module.css';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { RegisterValues } from './useRegisterRules';

/** The second step: what the cluster is called, where it stands, how protected it is. */
export function PlaceStep(props: {
  form: WizardForm<RegisterValues>;
  suggested: { name: string; dataCentre: string };
  dataCentres: readonly { name: string; displayName: string }[];
}) {
  const { form, suggested, dataCentres } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  return (
    <div className={styles.form}>
      <TextField
        label={t('register.name')}
        description={t('register.nameHelp')}
        autoComplete="off"
        {...form.field('name')}
        value={suggested.name}
      />
      <TextField
        label={t('register.displayName')}
        description={t('register.displayNameHelp')}
        autoComplete="off"
        {...form.field('displayName')}
      />
      <Select
        label={t('fleet.dataCentre')}
        options={dataCentres.map(({ name, displayName }) => ({
          id: name,
          label: displayName,
        }))}
        {...form.field('dataCentre')}
        value={suggested.dataCentre || null}
        onChange={key => form.set({ dataCentre: String(key) })}
      />
      <TextField
        label={t('fleet.securityZone')}
        description={t('register.securityZoneHelp')}
        autoComplete="off"
        {...form.field('securityZone')}
      />
    </div>
  );
}
