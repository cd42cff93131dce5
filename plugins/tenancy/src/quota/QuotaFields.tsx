import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { NumberField, Radio, RadioGroup } from '@backstage/ui';
import { QuotaChoice } from '@flytower/plugin-tenancy-common';
import { useFormat, WizardForm } from '@flytower/ui';
import { customQuota, QuotaForm } from '../onboard/onboardForm';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';

/** A quota by name, each with its amounts, or amounts of one's own. */
export function QuotaFields<V extends QuotaForm>(props: {
  form: Pick<WizardForm<V>, 'field' | 'values'>;
  choices: readonly QuotaChoice[];
}) {
  const { form, choices } = props;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const format = useFormat();
  return (
    <div className={styles.fields}>
      <RadioGroup {...form.field('quota')} label={t('onboard.quota')}>
        {choices.map(({ name, displayName, amount }) => (
          <Radio key={name} value={name}>
            <strong>{displayName}</strong>
            <span className={styles.amounts}>
              {[
                format.cores(amount.cpuMillicores),
                format.bytes(amount.memoryBytes),
                format.pods(amount.pods),
              ].join(' · ')}
            </span>
          </Radio>
        ))}
        <Radio value={customQuota}>
          <strong>{t('onboard.custom')}</strong>
        </Radio>
      </RadioGroup>
      {form.values.quota === customQuota ? (
        <div className={styles.row}>
          <NumberField
            {...form.field('cpuCores')}
            label={t('onboard.cpuCores')}
            minValue={0}
            step={0.1}
          />
          <NumberField
            {...form.field('memoryGiB')}
            label={t('onboard.memoryGiB')}
            minValue={0}
            step={0.5}
          />
          <NumberField
            {...form.field('pods')}
            label={t('onboard.podCount')}
            minValue={1}
          />
        </div>
      ) : null}
    </div>
  );
}
