import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { NumberField, Radio, RadioGroup } from '@backstage/ui';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  ClusterDots,
  LiveView,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useEffect } from 'react';
import styles from '../delivery.module.css';
import { previewOf, WizardEnvironment } from '../release/releaseForm';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { FieldErrors } from './FieldErrors';
import { FirstReleaseValue, placeOf } from './values';

type Props = FieldExtensionComponentProps<FirstReleaseValue>;

/** Whether the first release is made at once; where, how many and in which ratio. */
export function FirstReleaseField(props: Props) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { tenant } = placeOf(props.formContext);
  const tenancy = useContractClient(tenancyContract);
  const live = useLive(
    async signal => {
      const facts = await tenancy.getTenant({ params: { tenant }, signal });
      return facts.environments
        .map(({ name, displayName, clusters }) => ({
          name,
          displayName,
          clusters: clusters
            .filter(({ state }) => state === 'ready')
            .map(cluster => ({ id: cluster.name, name: cluster.name })),
        }))
        .filter(({ clusters }) => clusters.length > 0);
    },
    { key: tenant },
  );
  return (
    <LiveView live={live} what={t('template.environmentsWhat', { tenant })}>
      {environments => (
        <FirstReleaseFields {...props} environments={environments} />
      )}
    </LiveView>
  );
}

type Environments = readonly (WizardEnvironment & { displayName: string })[];

/** Two instances, or one for each cluster, spread evenly. */
function begin(environment: WizardEnvironment): FirstReleaseValue {
  return {
    now: true,
    environment: environment.name,
    instances: Math.max(2, environment.clusters.length),
    clusters: environment.clusters.map(({ name }) => ({
      cluster: name,
      weight: 1,
    })),
  };
}

function FirstReleaseFields(props: Props & { environments: Environments }) {
  const { formData, onChange, environments, rawErrors } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const possible = environments.length > 0;
  const known = environments.find(({ name }) => name === formData?.environment);
  const suggested: FirstReleaseValue = possible
    ? begin(environments[0])
    : { now: false };
  useEffect(() => {
    // Another tenant may have been chosen since, with other environments.
    if (formData?.now === undefined || (formData.now && !known)) {
      onChange(suggested);
    }
    // Once: from then on the form holds it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  // What the form is about to hold, so that nothing flips under the reader's hand.
  const value = formData?.now === undefined ? suggested : formData;
  return (
    <div className={`${styles.fields} ${styles.sheet}`}>
      <FieldErrors errors={rawErrors} />
      <RadioGroup
        label={t('template.when')}
        value={value.now ? 'now' : 'later'}
        onChange={when =>
          onChange(
            when === 'now' && possible
              ? begin(known ?? environments[0])
              : { now: false },
          )
        }
      >
        <Radio value="now" isDisabled={!possible}>
          <strong>{t('template.now')}</strong>{' '}
          <span className={styles.secondary}>
            {possible ? t('template.nowMeans') : t('template.noEnvironment')}
          </span>
        </Radio>
        <Radio value="later">
          <strong>{t('template.later')}</strong>{' '}
          <span className={styles.secondary}>{t('template.laterMeans')}</span>
        </Radio>
      </RadioGroup>
      {value.now ? (
        <HowMany {...props} value={value} environments={environments} />
      ) : null}
    </div>
  );
}

function HowMany(
  props: Props & { value: FirstReleaseValue; environments: Environments },
) {
  const { value, environments, onChange } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const chosen = environments.find(({ name }) => name === value.environment);
  const clusters = value.clusters ?? [];
  const instances = value.instances ?? 0;
  const preview = previewOf(
    {
      environment: value.environment ?? '',
      instances,
      weights: Object.fromEntries(
        clusters.map(({ cluster, weight }) => [cluster, weight]),
      ),
      note: '',
    },
    chosen?.clusters ?? [],
    '',
  );
  return (
    <>
      <RadioGroup
        label={t('wizard.environment')}
        value={value.environment ?? ''}
        onChange={name => {
          const environment = environments.find(one => one.name === name);
          if (environment) {
            onChange({ ...begin(environment), instances });
          }
        }}
      >
        {environments.map(({ name, displayName, clusters: its }) => (
          <Radio key={name} value={name}>
            <strong>{displayName}</strong>{' '}
            <span className={styles.secondary}>
              {its.map(one => one.name).join(', ')}
            </span>
          </Radio>
        ))}
      </RadioGroup>
      <NumberField
        label={t('wizard.instances')}
        value={instances}
        onChange={count =>
          onChange({ ...value, instances: Number.isNaN(count) ? 0 : count })
        }
      />
      <fieldset className={styles.fieldset}>
        <legend>{t('wizard.ratio')}</legend>
        <span className={styles.secondary}>{t('wizard.ratioHint')}</span>
        <div className={styles.ratio}>
          {clusters.map(({ cluster, weight }) => (
            <NumberField
              key={cluster}
              label={t('wizard.weightOf', { cluster })}
              value={weight}
              onChange={next =>
                onChange({
                  ...value,
                  clusters: clusters.map(one =>
                    one.cluster === cluster
                      ? { cluster, weight: Number.isNaN(next) ? 0 : next }
                      : one,
                  ),
                })
              }
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
    </>
  );
}
