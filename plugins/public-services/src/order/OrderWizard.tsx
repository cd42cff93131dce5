import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup, Select, TextField } from '@backstage/ui';
import {
  createInstanceSchema,
  InstancePlan,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  Facts,
  FormErrors,
  Panel,
  Plan,
  PlanReview,
  suggestSlug,
  useContractClient,
  usePlan,
  useScope,
  useUrlFilters,
  useWizardForm,
  WizardForm,
  WizardFrame,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { PlanLimitsText } from '../offerings/PlanLimitsText';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import type { OrderChoices } from './OrderPage';

type OrderValues = {
  /** `<offering>/<plan>`. */
  plan: string;
  tenant: string;
  environment: string;
  displayName: string;
  name: string;
};

/** The steps of an order. Good defaults: Next, Next, Order works. */
export function OrderWizard({ choices }: { choices: OrderChoices }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const initial = useInitial(choices);
  const form = useWizardForm<OrderValues>({ id: 'order-instance', initial });
  const { values } = form;
  const tenant =
    choices.tenants.find(({ slug }) => slug === values.tenant) ??
    choices.tenants[0];
  const environment =
    tenant.environments.find(({ name }) => name === values.environment) ??
    tenant.environments.at(0);
  const [offering = '', plan = ''] = values.plan.split('/');
  const name = values.name || suggestSlug(values.displayName, 40);
  const parsed = createInstanceSchema.safeParse({
    name,
    displayName: values.displayName,
    environment: environment?.name ?? '',
    offering,
    plan,
  });
  const params = { tenant: tenant.slug };
  const review = usePlan(
    signal =>
      parsed.success
        ? client.planInstance({ params, body: parsed.data, signal })
        : Promise.reject(parsed.error),
    parsed.success ? JSON.stringify([params, parsed.data]) : undefined,
  );
  return (
    <WizardFrame
      title={t('order.title')}
      form={form}
      cancelTo={paths.list}
      submitLabel={t('order.submit', { name })}
      onSubmit={async () => {
        if (!parsed.success) {
          throw parsed.error;
        }
        const operation = await client.createInstance({
          params,
          body: parsed.data,
          idempotencyKey: `${idempotencyKey}/${name}`,
        });
        navigate(paths.operation({ ...params, instance: name }, operation.id));
      }}
      steps={[
        {
          id: 'plan',
          title: t('order.plan'),
          content: <PlanFields form={form} choices={choices} />,
          validate: ({ plan: chosen }) =>
            chosen ? {} : { plan: t('order.choosePlan') },
        },
        {
          id: 'place',
          title: t('order.place'),
          content: (
            <PlaceFields
              form={form}
              choices={choices}
              tenant={tenant.slug}
              environment={environment?.name}
              name={name}
            />
          ),
          validate: (): FormErrors<OrderValues> =>
            parsed.success
              ? {}
              : Object.fromEntries(
                  parsed.error.issues.map(({ path, message }) => [
                    String(path[0]),
                    message,
                  ]),
                ),
        },
        {
          id: 'review',
          title: t('order.review'),
          content: <OrderReview plan={review} />,
          ready: review.kind === 'made' && review.value.blockers.length === 0,
        },
      ]}
    />
  );
}

/** What the URL asks for, or what there is to choose first. */
function useInitial(choices: OrderChoices): OrderValues {
  const scope = useScope();
  const [asked] = useUrlFilters({ offering: '', plan: '' });
  return useState(() => {
    const all = choices.offerings.flatMap(offering =>
      offering.plans.map(plan => `${offering.name}/${plan.name}`),
    );
    const wanted = `${asked.offering}/${asked.plan}`;
    const tenant =
      choices.tenants.find(({ slug }) => slug === scope.tenant) ??
      choices.tenants[0];
    return {
      plan: all.includes(wanted) ? wanted : all[0],
      tenant: tenant.slug,
      environment: scope.environment || tenant.environments.at(0)?.name || '',
      displayName: '',
      name: '',
    };
  })[0];
}

function PlanFields(props: {
  form: WizardForm<OrderValues>;
  choices: OrderChoices;
}) {
  const { form, choices } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  return (
    <div className={styles.fields}>
      <RadioGroup label={t('order.plan')} {...form.field('plan')}>
        {choices.offerings.flatMap(offering =>
          offering.plans.map(plan => (
            <Radio
              key={plan.id}
              value={`${offering.name}/${plan.name}`}
              isDisabled={plan.free === 0}
            >
              {offering.displayName} · {plan.displayName}{' '}
              <span className={styles.muted}>
                <PlanLimitsText limits={plan.limits} />
                {plan.free === 0 ? ` · ${t('offerings.soldOut')}` : ''}
              </span>
            </Radio>
          )),
        )}
      </RadioGroup>
    </div>
  );
}

function PlaceFields(props: {
  form: WizardForm<OrderValues>;
  choices: OrderChoices;
  tenant: string;
  environment: string | undefined;
  name: string;
}) {
  const { form, choices, tenant, environment, name } = props;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const chosen = choices.tenants.find(({ slug }) => slug === tenant);
  return (
    <div className={styles.fields}>
      {choices.tenants.length > 1 ? (
        <Select
          label={t('order.tenant')}
          {...form.field('tenant')}
          value={tenant}
          onChange={value => form.set({ tenant: String(value) })}
          options={choices.tenants.map(({ slug, displayName }) => ({
            value: slug,
            label: displayName,
          }))}
        />
      ) : null}
      <Select
        label={t('order.environment')}
        description={t('order.environmentHelp')}
        {...form.field('environment')}
        value={environment ?? null}
        onChange={value => form.set({ environment: String(value) })}
        options={(chosen?.environments ?? []).map(one => ({
          value: one.name,
          label: one.displayName,
        }))}
      />
      <TextField
        label={t('order.displayName')}
        autoComplete="off"
        {...form.field('displayName')}
      />
      <TextField
        label={t('order.name')}
        description={t('order.nameHelp')}
        autoComplete="off"
        {...form.field('name')}
        value={name}
      />
    </div>
  );
}

function OrderReview({ plan }: { plan: Plan<InstancePlan> }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  return (
    <PlanReview
      plan={plan}
      what={t('order.reviewWhat')}
      blockers={({ blockers }) => blockers}
    >
      {({ makes, limits, notes }) => (
        <Panel title={t('order.makes')}>
          <Facts
            facts={[
              ...makes.map(({ kind, name, why }) => ({
                term: kind,
                value: (
                  <>
                    <strong>{name}</strong>{' '}
                    <span className={styles.muted}>{why}</span>
                  </>
                ),
              })),
              {
                term: t('order.limits'),
                value: limits ? <PlanLimitsText limits={limits} /> : undefined,
              },
            ]}
          />
          {notes.length > 0 ? (
            <ul className={styles.notes}>
              {notes.map(note => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          ) : null}
        </Panel>
      )}
    </PlanReview>
  );
}
