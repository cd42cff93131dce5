import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { NumberField, Radio, RadioGroup, TextAreaField } from '@backstage/ui';
import { ClusterDots, WizardForm } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import {
  onlyCluster,
  previewOf,
  ReleaseForm,
  weightsFor,
  WizardEnvironment,
} from './releaseForm';

/** How many instances in which ratio, with what that gives. */
export function HowMany(props: {
  form: WizardForm<ReleaseForm>;
  serviceId: string;
  environment: WizardEnvironment | undefined;
}) {
  const { form, serviceId, environment } = props;
  const { values, set, errors } = form;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const clusters = environment?.clusters ?? [];
  const preview = previewOf(values, clusters, serviceId);
  return (
    <div className={styles.fields}>
      <NumberField
        {...form.field('instances')}
        label={t('wizard.instances')}
        isRequired
      />
      <fieldset className={styles.fieldset} id="field-weights" tabIndex={-1}>
        <legend>{t('wizard.ratio')}</legend>
        <span className={styles.secondary}>{t('wizard.ratioHint')}</span>
        <div className={styles.ratio}>
          {clusters.map(({ name }) => (
            <NumberField
              key={name}
              label={t('wizard.weightOf', { cluster: name })}
              value={values.weights[name] ?? 0}
              onChange={weight =>
                set({ weights: { ...values.weights, [name]: weight } })
              }
              validate={() => errors.weights}
              validationBehavior="aria"
            />
          ))}
        </div>
        {preview.length > 0 ? (
          <div>
            <span className={styles.secondary}>{t('wizard.preview')}</span>
            <ClusterDots shares={preview} />
          </div>
        ) : null}
      </fieldset>
      <RadioGroup label={t('wizard.strategy')} value="rolling">
        <Radio value="rolling">
          <strong>{t('wizard.rolling')}</strong>{' '}
          <span className={styles.secondary}>{t('wizard.rollingMeans')}</span>
        </Radio>
      </RadioGroup>
      <Note form={form} />
    </div>
  );
}

/** Any cluster that a scheduled job may run in. */
const anyCluster = '';

/** In which one cluster a scheduled job runs; the server chooses where nobody does. */
export function WhichCluster(props: {
  form: WizardForm<ReleaseForm>;
  environment: WizardEnvironment | undefined;
}) {
  const { form, environment } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const clusters = environment?.clusters ?? [];
  return (
    <div className={styles.fields}>
      <RadioGroup
        id="field-weights"
        label={t('wizard.cluster')}
        description={t('wizard.clusterHint')}
        value={onlyCluster(form.values) ?? anyCluster}
        onChange={chosen =>
          form.set({
            weights: weightsFor(
              clusters,
              chosen === anyCluster ? undefined : chosen,
            ),
          })
        }
      >
        {clusters.length > 1 ? (
          <Radio value={anyCluster}>
            <strong>{t('wizard.anyCluster')}</strong>{' '}
            <span className={styles.secondary}>
              {t('wizard.anyClusterMeans')}
            </span>
          </Radio>
        ) : null}
        {clusters.map(({ name }) => (
          <Radio key={name} value={name}>
            {name}
          </Radio>
        ))}
      </RadioGroup>
      <Note form={form} />
    </div>
  );
}

function Note({ form }: { form: WizardForm<ReleaseForm> }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <TextAreaField
      {...form.field('note')}
      label={t('wizard.note')}
      description={t('wizard.noteHint')}
    />
  );
}
