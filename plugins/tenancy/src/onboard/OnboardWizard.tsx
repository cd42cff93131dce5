import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ClusterTarget } from '@flytower/plugin-fleet-common';
import {
  QuotaChoice,
  StandardEnvironment,
  tenancyContract,
} from '@flytower/plugin-tenancy-common';
import {
  FormErrors,
  PlanReview,
  useContractClient,
  usePlan,
  useWizardForm,
  WizardFrame,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { QuotaFields } from '../quota/QuotaFields';
import { operationRouteRef, rootRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import {
  emptyForm,
  fieldsOfStep,
  OnboardField,
  OnboardForm,
  problemsOf,
  toRequest,
} from './onboardForm';
import { OnboardingPlanView } from './OnboardingPlanView';
import { PeopleStep } from './PeopleStep';
import { PlacementStep } from './PlacementStep';

/** What the wizard offers for choice. */
export interface OnboardOffer {
  environments: readonly StandardEnvironment[];
  quotaChoices: readonly QuotaChoice[];
  clusters: readonly ClusterTarget[];
  takenNames: ReadonlySet<string>;
}

/** Name and people, quota, clusters and environments, and the server's plan of it all. */
export function OnboardWizard({ offer }: { offer: OnboardOffer }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const navigate = useNavigate();
  const listPath = useRouteRef(rootRouteRef);
  const operationPath = useRouteRef(operationRouteRef);
  // What is offered may be renewed while somebody types; the form starts once.
  const [initial] = useState(() =>
    emptyForm({
      quotaChoices: offer.quotaChoices,
      clusters: offer.clusters.map(({ name }) => name),
      environments: offer.environments.map(({ name }) => name),
    }),
  );
  const form = useWizardForm({ id: 'onboard-tenant', initial });
  // One key for one wizard: a second click, or a retry after a lost answer, makes no second tenant.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const request = toRequest(form.values);
  const complete = problemsOf(form.values, offer.takenNames).length === 0;
  const plan = usePlan(
    signal => client.planOnboarding({ body: request, signal }),
    complete ? JSON.stringify(request) : undefined,
  );

  const validate =
    (fields: readonly OnboardField[]) =>
    (values: OnboardForm): FormErrors<OnboardForm> =>
      Object.fromEntries(
        problemsOf(values, offer.takenNames)
          .filter(({ field }) => fields.includes(field))
          .map(({ field, code, message }) => [
            field,
            code ? t(`problem.${code}`) : message,
          ]),
      );

  return (
    <WizardFrame
      title={t('onboard.title')}
      form={form}
      cancelTo={listPath?.() ?? '/'}
      submitLabel={t('onboard.submit', { tenant: form.values.slug })}
      onSubmit={async () => {
        const operation = await client.onboardTenant({
          body: request,
          idempotencyKey,
        });
        navigate(
          operationPath?.({
            tenant: request.slug,
            operation: operation.id,
          }) ?? '/',
        );
      }}
      steps={[
        {
          id: 'people',
          title: t('onboard.steps.people'),
          content: <PeopleStep form={form} takenNames={offer.takenNames} />,
          validate: validate(fieldsOfStep.people),
        },
        {
          id: 'quota',
          title: t('onboard.steps.quota'),
          content: <QuotaFields form={form} choices={offer.quotaChoices} />,
          validate: validate(fieldsOfStep.quota),
        },
        {
          id: 'placement',
          title: t('onboard.steps.placement'),
          content: <PlacementStep form={form} offer={offer} />,
          validate: validate(fieldsOfStep.placement),
        },
        {
          id: 'review',
          title: t('onboard.steps.review'),
          ready: plan.kind === 'made' && plan.value.possible,
          content: (
            <PlanReview
              plan={plan}
              what={t('onboard.planWhat')}
              blockers={({ problems }) =>
                problems
                  .filter(({ blocking }) => blocking)
                  .map(({ sentence }) => sentence)
              }
            >
              {made => <OnboardingPlanView plan={made} request={request} />}
            </PlanReview>
          ),
        },
      ]}
    />
  );
}
