import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup } from '@backstage/ui';
import { deliveryContract, Service } from '@flytower/plugin-delivery-common';
import {
  FormErrors,
  PlanReview,
  useContractClient,
  usePlan,
  useUrlFilters,
  useWizardForm,
  WizardFrame,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import { HowMany, WhichCluster } from './placementSteps';
import {
  problemsOfRelease,
  ReleaseForm,
  startOf,
  toRequest,
  WizardEnvironment,
} from './releaseForm';
import { blockersOf, ReleasePlanView } from './ReleasePlanView';

/** An environment on offer, with the ratio of what runs there. */
export interface OfferedEnvironment extends WizardEnvironment {
  displayName: string;
  weights: Readonly<Record<string, number>>;
}

const noChoice = { environment: '' };

/** Environment, how many in which ratio (of a scheduled job: which cluster), and the server's plan of it. */
export function ReleaseWizard(props: {
  service: Service;
  environments: readonly OfferedEnvironment[];
}) {
  const { service, environments } = props;
  const { tenant, slug } = service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [wanted] = useUrlFilters(noChoice);
  const start = (name: string): ReleaseForm => {
    const environment = environments.find(one => one.name === name);
    return startOf(environment, service, environment?.weights);
  };
  const [initial] = useState(() =>
    start(
      environments.find(({ name }) => name === wanted.environment)?.name ??
        environments[0].name,
    ),
  );
  // A draft belongs to what runs: once another release has changed that, it would be wrong.
  const form = useWizardForm({
    id: `release/${tenant}/${slug}/${service.generation}`,
    initial,
  });
  const { values, set } = form;
  // One key for one wizard: a second click, or a retry after a lost answer, makes no second release.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const request = toRequest(values);
  const params = { tenant, service: slug };
  const plan = usePlan(
    signal => client.planRelease({ params, body: request, signal }),
    problemsOfRelease(values).length === 0
      ? JSON.stringify(request)
      : undefined,
  );
  const validate =
    (...fields: (keyof ReleaseForm)[]) =>
    (filled: ReleaseForm): FormErrors<ReleaseForm> =>
      Object.fromEntries(
        problemsOfRelease(filled)
          .filter(({ field }) => fields.includes(field))
          .map(({ field, code }) => [field, t(`problem.${code}`)]),
      );
  const environment = environments.find(
    ({ name }) => name === values.environment,
  );
  const isJob = service.kind === 'scheduled-job';
  const goesTo =
    plan.kind === 'made'
      ? plan.value.clusters.find(({ action }) => action !== 'remove')?.cluster
      : undefined;
  const submitOfJob = goesTo
    ? t('wizard.submitSchedule', { cluster: goesTo })
    : t('wizard.submitScheduleAnywhere');
  const submitLabel = isJob
    ? submitOfJob
    : t('wizard.submit', {
        count: request.clusters.length,
        instances: t('wizard.instanceCount', { count: values.instances }),
      });
  return (
    <WizardFrame
      title={t('wizard.title', { service: service.displayName })}
      form={form}
      cancelTo={paths.service({ ...service, service: slug })}
      submitLabel={submitLabel}
      onSubmit={async () => {
        const release = await client.createRelease({
          params,
          body: request,
          idempotencyKey,
        });
        navigate(paths.release({ ...service, service: slug }, release.id));
      }}
      steps={[
        {
          id: 'where',
          title: t('wizard.steps.where'),
          validate: validate('environment'),
          content: (
            <RadioGroup
              {...form.field('environment')}
              label={t('wizard.environment')}
              onChange={name => set(start(name))}
            >
              {environments.map(({ name, displayName, clusters }) => (
                <Radio key={name} value={name}>
                  <strong>{displayName}</strong>{' '}
                  <span className={styles.secondary}>
                    {clusters.map(one => one.name).join(', ')}
                  </span>
                </Radio>
              ))}
            </RadioGroup>
          ),
        },
        {
          id: 'how',
          title: t(isJob ? 'wizard.steps.cluster' : 'wizard.steps.how'),
          validate: validate('instances', 'weights', 'note'),
          content: isJob ? (
            <WhichCluster form={form} environment={environment} />
          ) : (
            <HowMany
              form={form}
              serviceId={service.id}
              environment={environment}
            />
          ),
        },
        {
          id: 'review',
          title: t('wizard.steps.review'),
          ready: plan.kind === 'made' && plan.value.releasable,
          content: (
            <PlanReview
              plan={plan}
              what={t('wizard.planWhat')}
              blockers={blockersOf}
            >
              {made => <ReleasePlanView plan={made} tenant={tenant} />}
            </PlanReview>
          ),
        },
      ]}
    />
  );
}
