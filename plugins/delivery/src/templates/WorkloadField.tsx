import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { NumberField, Radio, RadioGroup, TextField } from '@backstage/ui';
import { instanceSizes } from '@flytower/plugin-delivery-common';
import { useFormat } from '@flytower/ui';
import { useEffect, useState } from 'react';
import styles from '../delivery.module.css';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { FieldErrors } from './FieldErrors';
import { placeOf, sizes, stacks, WorkloadValue } from './values';

type Props = FieldExtensionComponentProps<WorkloadValue, { kind: string }>;

/** Source, image, size and port of what a template makes. */
export function WorkloadField(props: Props) {
  const { formData, onChange, formContext, uiSchema, rawErrors } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const format = useFormat();
  const place = placeOf(formContext);
  const listens = uiSchema['ui:options']?.kind === 'web';
  const scheduled = uiSchema['ui:options']?.kind === 'scheduled-job';
  const suggested = `${place.tenant}/${place.name}:0.1.0`;
  // Going back to another name changes the suggestion, but never what somebody wrote.
  const [imageChosen, setImageChosen] = useState(
    Boolean(formData?.image) && formData?.image !== suggested,
  );
  const value: WorkloadValue = formData?.stack
    ? formData
    : {
        stack: 'node',
        image: suggested,
        size: 'small',
        ...(listens ? { port: 8080 } : {}),
        ...(scheduled ? { schedule: '0 2 * * *', timeZone: 'Etc/UTC' } : {}),
      };
  const set = (change: Partial<WorkloadValue>) =>
    onChange({ ...value, ...change });
  useEffect(() => {
    if (!formData?.stack) {
      onChange(value);
    }
    // Once: from then on the form holds it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <div className={`${styles.fields} ${styles.sheet}`}>
      <FieldErrors errors={rawErrors} />
      <RadioGroup
        label={t('template.stack')}
        value={value.stack}
        onChange={chosen => {
          const stack = stacks.find(one => one === chosen);
          if (stack) {
            set({
              stack,
              ...(imageChosen || stack === 'image' ? {} : { image: suggested }),
            });
          }
        }}
      >
        {stacks.map(stack => (
          <Radio key={stack} value={stack}>
            <strong>{t(`template.stacks.${stack}`)}</strong>{' '}
            <span className={styles.secondary}>
              {t(`template.stackMeans.${stack}`)}
            </span>
          </Radio>
        ))}
      </RadioGroup>
      <TextField
        label={t('template.image')}
        description={
          value.stack === 'image'
            ? t('template.imageHintOwn')
            : t('template.imageHint')
        }
        value={value.image}
        isRequired
        onChange={image => {
          setImageChosen(image !== '');
          set({ image });
        }}
      />
      <RadioGroup
        label={t('template.size')}
        value={value.size}
        onChange={chosen => {
          const size = sizes.find(one => one === chosen);
          if (size) {
            set({ size });
          }
        }}
      >
        {sizes.map(size => (
          <Radio key={size} value={size}>
            <strong>{t(`template.sizes.${size}`)}</strong>{' '}
            <span className={styles.secondary}>
              {t('template.sizeMeans', {
                cpu: format.cores(instanceSizes[size].cpuMillicores),
                memory: format.bytes(instanceSizes[size].memoryBytes),
              })}
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {scheduled ? (
        <>
          <TextField
            label={t('template.schedule')}
            description={t('template.scheduleHint')}
            value={value.schedule ?? ''}
            isRequired
            onChange={schedule => set({ schedule })}
          />
          <TextField
            label={t('template.timeZone')}
            description={t('template.timeZoneHint')}
            value={value.timeZone ?? ''}
            isRequired
            onChange={timeZone => set({ timeZone })}
          />
        </>
      ) : null}
      {listens ? (
        <NumberField
          label={t('template.port')}
          description={t('template.portHint')}
          value={value.port ?? Number.NaN}
          formatOptions={{ useGrouping: false }}
          onChange={port => set({ port: Number.isNaN(port) ? 0 : port })}
        />
      ) : null}
    </div>
  );
}
