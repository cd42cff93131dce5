import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonLink,
  Container,
  Header,
  Select,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  Crumbs,
  EmptyPanel,
  ErrorPanel,
  ErrorSummary,
  LiveView,
  suggestSlug,
  useAct,
  useContractClient,
  useLive,
  useScope,
  useWizardForm,
} from '@flytower/ui';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import {
  emptyApplication,
  problemsOfApplication,
  toApplication,
} from './applicationForm';
import { TeamField } from './TeamField';

/** Creates an application in one of the reader's tenants. */
export function NewApplicationPage() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { pathname } = useLocation();
  const tenancy = useContractClient(tenancyContract);
  const live = useLive(
    async signal =>
      (await tenancy.getMyMemberships({ signal })).memberships.filter(
        ({ role }) => role === 'owner' || role === 'developer',
      ),
    { key: 'mine' },
  );
  return (
    <Crumbs path={[{ label: t('newApplication.title'), href: pathname }]}>
      <Header
        title={t('newApplication.title')}
        description={t('list.emptyText')}
      />
      <Container>
        <LiveView live={live} what={t('newApplication.what')}>
          {tenants =>
            tenants.length === 0 ? (
              <EmptyPanel title={t('list.noTenantTitle')}>
                {t('list.noTenantText')}
              </EmptyPanel>
            ) : (
              <NewApplicationForm tenants={tenants} />
            )
          }
        </LiveView>
      </Container>
    </Crumbs>
  );
}

function NewApplicationForm(props: {
  tenants: { tenant: string; displayName: string }[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const delivery = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const scope = useScope();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [initial] = useState(() => ({
    ...emptyApplication,
    tenant: scope.tenant || (props.tenants.at(0)?.tenant ?? ''),
  }));
  const form = useWizardForm({ id: 'new-application', initial });
  const { values, set } = form;
  const act = useAct(async () => {
    const application = await delivery.createApplication({
      params: { tenant: values.tenant },
      body: toApplication(values),
      idempotencyKey,
    });
    form.reset();
    navigate(
      paths.application({
        tenant: application.tenant,
        application: application.slug,
      }),
    );
  });
  return (
    <form
      noValidate
      className={styles.fields}
      aria-label={t('newApplication.title')}
      onSubmit={event => {
        event.preventDefault();
        const problems = problemsOfApplication(values);
        form.setErrors(
          Object.fromEntries(
            problems.map(({ field, code, message }) => [
              field,
              code ? t(`problem.${code}`) : message,
            ]),
          ),
        );
        if (problems.length === 0) {
          act.run();
        }
      }}
    >
      <ErrorSummary errors={form.errors} />
      {props.tenants.length > 1 ? (
        <Select
          label={t('newApplication.tenant')}
          value={values.tenant}
          onChange={value => set({ tenant: String(value), team: '' })}
          options={props.tenants.map(({ tenant, displayName }) => ({
            value: tenant,
            label: displayName,
          }))}
        />
      ) : null}
      <TextField
        {...form.field('displayName')}
        label={t('newApplication.displayName')}
        description={t('newApplication.displayNameHint')}
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
      <TextField
        {...form.field('slug')}
        label={t('newApplication.slug')}
        description={t('newApplication.slugHint')}
        isRequired
        onChange={slug => set({ slug, slugChosen: slug !== '' })}
      />
      <TextAreaField
        {...form.field('description')}
        label={t('newApplication.description')}
        description={t('newApplication.descriptionHint')}
      />
      <TeamField
        tenant={values.tenant}
        value={values.team}
        onChange={team => set({ team })}
      />
      {act.error ? (
        <ErrorPanel
          error={act.error}
          what={t('newApplication.act')}
          during="act"
        />
      ) : null}
      <div className={styles.inline}>
        <Button type="submit" variant="primary" isPending={act.busy}>
          {values.displayName
            ? t('newApplication.submit', { application: values.displayName })
            : t('newApplication.submitUnnamed')}
        </Button>
        <ButtonLink variant="tertiary" href={paths.list}>
          {t('newApplication.cancel')}
        </ButtonLink>
      </div>
    </form>
  );
}
