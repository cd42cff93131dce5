import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { NumberField, Radio, RadioGroup, TextField } from '@backstage/ui';
import { suggestSlug, WizardForm } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { ServiceForm } from './serviceForm';
import { VariableFields } from './VariableFields';

/** Everything that a revision fixes. The name can be given once only. */
export function ServiceFields(props: {
  form: WizardForm<ServiceForm>;
  tenant: string;
  named: boolean;
}) {
  const { form, tenant, named } = props;
  const { values, set } = form;
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <>
      {named ? null : <KindField form={form} />}
      <TextField
        {...form.field('displayName')}
        label={t('serviceForm.displayName')}
        description={t('serviceForm.displayNameHint')}
        isRequired
        onChange={displayName =>
          set({
            displayName,
            ...(values.slugChosen
              ? {}
              : { slug: suggestSlug(displayName, 40) }),
          })
        }
      />
      {named ? null : (
        <TextField
          {...form.field('slug')}
          label={t('serviceForm.slug')}
          description={t('serviceForm.slugHint', { tenant })}
          isRequired
          onChange={slug => set({ slug, slugChosen: slug !== '' })}
        />
      )}
      <TextField
        {...form.field('image')}
        label={t('serviceForm.image')}
        description={t('serviceForm.imageHint')}
        isRequired
      />
      {values.kind === 'web' ? (
        <NumberField
          {...form.field('port')}
          label={t('serviceForm.port')}
          description={t('serviceForm.portHint')}
          formatOptions={{ useGrouping: false }}
        />
      ) : null}
      {values.kind === 'scheduled-job' ? <ScheduleFields form={form} /> : null}
      <fieldset className={styles.fieldset}>
        <legend>{t('serviceForm.resources')}</legend>
        <div className={styles.row}>
          <NumberField
            {...form.field('cpuCores')}
            label={t('serviceForm.cpu')}
            step={0.05}
            formatOptions={{ maximumFractionDigits: 3 }}
          />
          <NumberField
            {...form.field('memoryMiB')}
            label={t('serviceForm.memory')}
            step={64}
          />
        </div>
      </fieldset>
      {values.kind === 'web' ? (
        <fieldset className={styles.fieldset}>
          <legend>{t('serviceForm.checks')}</legend>
          <span className={styles.secondary}>
            {t('serviceForm.checksHint')}
          </span>
          <CheckFields
            form={form}
            check="readiness"
            path="readinessPath"
            label={t('serviceForm.readiness')}
            pathLabel={t('serviceForm.readinessPath')}
          />
          <CheckFields
            form={form}
            check="liveness"
            path="livenessPath"
            label={t('serviceForm.liveness')}
            pathLabel={t('serviceForm.livenessPath')}
          />
        </fieldset>
      ) : null}
      <VariableFields form={form} />
    </>
  );
}

const kinds = ['web', 'worker', 'scheduled-job'] as const;

function KindField({ form }: { form: WizardForm<ServiceForm> }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <RadioGroup
      {...form.field('kind')}
      label={t('serviceForm.kind')}
      description={t('serviceForm.kindHint')}
      onChange={value => {
        const kind = kinds.find(one => one === value);
        if (kind) {
          form.set({ kind });
        }
      }}
    >
      {kinds.map(kind => (
        <Radio key={kind} value={kind}>
          {t(`serviceForm.kinds.${kind}`)}
        </Radio>
      ))}
    </RadioGroup>
  );
}

const concurrencies = ['forbid', 'allow', 'replace'] as const;

function ScheduleFields({ form }: { form: WizardForm<ServiceForm> }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <fieldset className={styles.fieldset}>
      <legend>{t('serviceForm.schedule')}</legend>
      <div className={styles.row}>
        <TextField
          {...form.field('cron')}
          label={t('serviceForm.cron')}
          description={t('serviceForm.cronHint')}
          isRequired
        />
        <TextField
          {...form.field('timeZone')}
          label={t('serviceForm.timeZone')}
          description={t('serviceForm.timeZoneHint')}
          isRequired
        />
      </div>
      <RadioGroup
        {...form.field('concurrency')}
        label={t('serviceForm.concurrency')}
        onChange={value => {
          const concurrency = concurrencies.find(one => one === value);
          if (concurrency) {
            form.set({ concurrency });
          }
        }}
      >
        {concurrencies.map(one => (
          <Radio key={one} value={one}>
            {t(`serviceForm.concurrencies.${one}`)}
          </Radio>
        ))}
      </RadioGroup>
    </fieldset>
  );
}

function CheckFields(props: {
  form: WizardForm<ServiceForm>;
  check: 'readiness' | 'liveness';
  path: 'readinessPath' | 'livenessPath';
  label: string;
  pathLabel: string;
}) {
  const { form, check, path, label, pathLabel } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const checks = ['tcp', 'http', 'none'] as const;
  return (
    <div className={styles.row}>
      <RadioGroup
        {...form.field(check)}
        label={label}
        onChange={value => {
          const kind = checks.find(one => one === value);
          if (kind) {
            form.set({ [check]: kind });
          }
        }}
      >
        {checks.map(kind => (
          <Radio key={kind} value={kind}>
            {t(`serviceForm.${kind}`)}
          </Radio>
        ))}
      </RadioGroup>
      {form.values[check] === 'http' ? (
        <TextField {...form.field(path)} label={pathLabel} />
      ) : null}
    </div>
  );
}
