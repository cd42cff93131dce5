import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Select, TextAreaField, TextField } from '@backstage/ui';
import { EmptyPanel, LiveView, suggestSlug } from '@flytower/ui';
import { useEffect, useState } from 'react';
import styles from '../delivery.module.css';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { FieldErrors } from './FieldErrors';
import { useBuilderTenants } from './useBuilderTenants';
import { PlaceValue } from './values';

const NEW = '-new';

type Props = FieldExtensionComponentProps<PlaceValue>;
type Tenants = {
  tenant: string;
  displayName: string;
  applications: { slug: string; displayName: string }[];
}[];

/** Tenant, application and name of what a template makes. */
export function PlaceField(props: Props) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const live = useBuilderTenants();
  return (
    <LiveView live={live} what={t('template.tenantsWhat')}>
      {tenants =>
        tenants.length === 0 ? (
          <EmptyPanel title={t('template.noTenantTitle')}>
            {t('template.noTenantText')}
          </EmptyPanel>
        ) : (
          <PlaceFields {...props} tenants={tenants} />
        )
      }
    </LiveView>
  );
}

function PlaceFields(props: Props & { tenants: Tenants }) {
  const { formData, onChange, tenants, rawErrors } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const [nameChosen, setNameChosen] = useState(Boolean(formData?.name));
  const begin = (tenant: string): PlaceValue => {
    const first = tenants.find(one => one.tenant === tenant)?.applications[0];
    return {
      displayName: '',
      name: '',
      description: '',
      ...formData,
      tenant,
      application: first?.slug ?? '',
      newApplication: !first,
    };
  };
  const value: PlaceValue = formData?.tenant
    ? formData
    : begin(tenants[0].tenant);
  const set = (change: Partial<PlaceValue>) =>
    onChange({ ...value, ...change });
  useEffect(() => {
    if (!formData?.tenant) {
      onChange(value);
    }
    // Once: from then on the form holds it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const applications =
    tenants.find(({ tenant }) => tenant === value.tenant)?.applications ?? [];
  return (
    <div className={`${styles.fields} ${styles.sheet}`}>
      <FieldErrors errors={rawErrors} />
      {tenants.length > 1 ? (
        <Select
          label={t('template.tenant')}
          value={value.tenant}
          onChange={tenant => onChange(begin(String(tenant)))}
          options={tenants.map(({ tenant, displayName }) => ({
            value: tenant,
            label: displayName,
          }))}
        />
      ) : null}
      <TextField
        label={t('template.displayName')}
        description={t('template.displayNameHint')}
        value={value.displayName}
        isRequired
        onChange={displayName =>
          set({
            displayName,
            ...(nameChosen ? {} : { name: suggestSlug(displayName, 40) }),
          })
        }
      />
      <TextField
        label={t('template.name')}
        description={t('template.nameHint', { tenant: value.tenant })}
        value={value.name}
        isRequired
        onChange={name => {
          setNameChosen(name !== '');
          set({ name });
        }}
      />
      {applications.length > 0 ? (
        <Select
          label={t('template.application')}
          value={value.newApplication ? NEW : value.application}
          onChange={key =>
            set(
              key === NEW
                ? { newApplication: true, application: '' }
                : { newApplication: false, application: String(key) },
            )
          }
          options={[
            ...applications.map(({ slug, displayName }) => ({
              value: slug,
              label: displayName,
            })),
            { value: NEW, label: t('template.anotherApplication') },
          ]}
        />
      ) : null}
      {value.newApplication ? (
        <TextField
          label={t('template.newApplication')}
          description={t('template.newApplicationHint')}
          value={value.application}
          isRequired
          onChange={application => set({ application })}
        />
      ) : null}
      <TextAreaField
        label={t('template.description')}
        description={t('template.descriptionHint')}
        value={value.description}
        onChange={description => set({ description })}
      />
    </div>
  );
}
