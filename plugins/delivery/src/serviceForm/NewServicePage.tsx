import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Container, Header } from '@backstage/ui';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import {
  Crumbs,
  ErrorPanel,
  ErrorSummary,
  useAct,
  useContractClient,
  useWizardForm,
} from '@flytower/ui';
import { useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router-dom';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import { ServiceFields } from './ServiceFields';
import { emptyService, toService } from './serviceForm';
import { useServiceErrors } from './useServiceErrors';

/** Adds a service to an application. */
export function NewServicePage() {
  const { tenant = '', application = '' } = useParams();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const delivery = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const paths = usePaths();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const form = useWizardForm({
    id: `new-service/${tenant}/${application}`,
    initial: emptyService,
  });
  const errorsOf = useServiceErrors();
  const act = useAct(async () => {
    const service = await delivery.createService({
      params: { tenant, application },
      body: toService(form.values),
      idempotencyKey,
    });
    form.reset();
    navigate(paths.service({ tenant, application, service: service.slug }));
  });
  return (
    <Crumbs
      path={[
        {
          label: application,
          href: paths.application({ tenant, application }),
        },
        { label: t('application.addService'), href: pathname },
      ]}
    >
      <Header
        title={t('newService.title', { application })}
        description={t('application.emptyText')}
      />
      <Container>
        <form
          noValidate
          className={styles.fields}
          aria-label={t('newService.title', { application })}
          onSubmit={event => {
            event.preventDefault();
            const errors = errorsOf(form.values);
            form.setErrors(errors);
            if (Object.keys(errors).length === 0) {
              act.run();
            }
          }}
        >
          <ErrorSummary errors={form.errors} />
          <ServiceFields form={form} tenant={tenant} named={false} />
          {act.error ? (
            <ErrorPanel
              error={act.error}
              what={t('newService.act')}
              during="act"
            />
          ) : null}
          <div className={styles.inline}>
            <Button type="submit" variant="primary" isPending={act.busy}>
              {form.values.displayName
                ? t('newService.submit', { service: form.values.displayName })
                : t('newService.submitUnnamed')}
            </Button>
            <ButtonLink
              variant="tertiary"
              href={paths.application({ tenant, application })}
            >
              {t('newApplication.cancel')}
            </ButtonLink>
          </div>
        </form>
      </Container>
    </Crumbs>
  );
}
