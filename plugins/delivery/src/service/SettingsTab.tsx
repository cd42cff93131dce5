import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import {
  deliveryContract,
  serviceDeletePermission,
  serviceUpdatePermission,
} from '@flytower/plugin-delivery-common';
import {
  ConfirmByName,
  ErrorPanel,
  ErrorSummary,
  useAct,
  useContractClient,
  useWizardForm,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ServiceFields } from '../serviceForm/ServiceFields';
import { formOf, toSpec } from '../serviceForm/serviceForm';
import { useServiceErrors } from '../serviceForm/useServiceErrors';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import type { ServiceTabProps } from './ServicePage';

/** What the next revision will be; nothing of it runs before a release. */
export function SettingsTab({ service, refresh }: ServiceTabProps) {
  const { tenant, slug, draft } = service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const [initial] = useState(() => formOf(service));
  const [saved, setSaved] = useState(false);
  const form = useWizardForm({ id: `settings/${tenant}/${slug}`, initial });
  const errorsOf = useServiceErrors(draft);
  const { allowed: mayUpdate } = usePermission({
    permission: serviceUpdatePermission,
    resourceRef: tenant,
  });
  const save = useAct(async () => {
    await client.updateService({
      params: { tenant, service: slug },
      body: {
        displayName: form.values.displayName,
        spec: toSpec(form.values, draft),
      },
      ifMatch: String(service.generation),
    });
    setSaved(true);
    refresh();
  });
  return (
    <Flex direction="column" gap="6">
      <form
        noValidate
        className={styles.fields}
        aria-label={t('service.settings')}
        onChange={() => setSaved(false)}
        onSubmit={event => {
          event.preventDefault();
          const errors = errorsOf(form.values);
          form.setErrors(errors);
          if (Object.keys(errors).length === 0) {
            save.run();
          }
        }}
      >
        <Text as="p" color="secondary">
          {t('settings.hint')}
        </Text>
        <ErrorSummary errors={form.errors} />
        <ServiceFields form={form} tenant={tenant} named />
        {save.error ? (
          <ErrorPanel
            error={save.error}
            what={t('settings.act')}
            during="act"
          />
        ) : null}
        {saved ? (
          <div role="status">
            <Alert status="success" icon title={t('settings.saved')} />
          </div>
        ) : null}
        {mayUpdate ? (
          <div>
            <Button type="submit" variant="primary" isPending={save.busy}>
              {t('settings.save')}
            </Button>
          </div>
        ) : null}
      </form>
      {service.environments.length === 0 ? (
        <DeleteService tenant={tenant} service={service.slug} />
      ) : null}
    </Flex>
  );
}

function DeleteService(props: { tenant: string; service: string }) {
  const { tenant, service } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [asking, setAsking] = useState(false);
  const { allowed } = usePermission({
    permission: serviceDeletePermission,
    resourceRef: tenant,
  });
  return allowed ? (
    <section aria-label={t('settings.dangerTitle')} className={styles.fields}>
      <Text as="h2" variant="title-x-small">
        {t('settings.dangerTitle')}
      </Text>
      <Text as="p" color="secondary">
        {t('settings.dangerText')}
      </Text>
      <div>
        <Button variant="secondary" destructive onPress={() => setAsking(true)}>
          {t('settings.delete', { service })}
        </Button>
      </div>
      {asking ? (
        <ConfirmByName
          title={t('settings.deleteTitle', { service })}
          name={service}
          action={t('settings.delete', { service })}
          onConfirm={async () => {
            await client.deleteService({ params: { tenant, service } });
            navigate(paths.list);
          }}
          onClose={() => setAsking(false)}
        >
          {t('settings.dangerText')}
        </ConfirmByName>
      ) : null}
    </section>
  ) : null;
}
