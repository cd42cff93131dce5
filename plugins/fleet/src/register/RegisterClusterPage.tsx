import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Flex } from '@backstage/ui';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  LiveView,
  ObjectHeader,
  useContractClient,
  useLive,
  usePlan,
  useWizardForm,
  WizardFrame,
} from '@flytower/ui';
import { useNavigate } from 'react-router-dom';
import { operationRouteRef, rootRouteRef } from '../routes';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { accessSecrets, noAccess, toAccess } from './accessForm';
import { AccessStep } from './AccessStep';
import { CheckReview } from './CheckReview';
import { PlaceStep } from './PlaceStep';
import { suggestName } from './suggestName';
import { RegisterValues, useRegisterRules } from './useRegisterRules';

const initial: RegisterValues = {
  ...noAccess,
  name: '',
  displayName: '',
  dataCentre: '',
  securityZone: 'core',
};

/** The wizard that registers a cluster: how to sign in, where it belongs, and what the server found there. */
export function RegisterClusterPage() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const fleet = useContractClient(fleetContract);
  const dataCentres = useLive(signal => fleet.listDataCentres({ signal }), {
    key: 'data-centres',
    intervalMs: 300_000,
  });
  return (
    <Container my="4">
      <Flex direction="column" gap="4">
        <ObjectHeader title={t('register.title')} />
        <LiveView live={dataCentres} what={t('fleet.dataCentre')}>
          {({ items }) => <RegisterWizard dataCentres={items} />}
        </LiveView>
      </Flex>
    </Container>
  );
}

function RegisterWizard(props: {
  dataCentres: readonly { name: string; displayName: string }[];
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const navigate = useNavigate();
  const toOperation = useRouteRef(operationRouteRef);
  const toFleet = useRouteRef(rootRouteRef);
  const fleet = useContractClient(fleetContract);
  const rules = useRegisterRules();
  const form = useWizardForm({
    id: 'register-cluster',
    initial,
    secrets: accessSecrets,
  });
  const { values } = form;
  const name = values.name || suggestName(values);
  const dataCentre =
    values.dataCentre ||
    (props.dataCentres.length === 1 ? props.dataCentres[0].name : '');
  const filled = { ...values, name, dataCentre };

  const request = { access: toAccess(values), name };
  const complete =
    Object.keys(rules.access(filled)).length === 0 &&
    Object.keys(rules.place(filled)).length === 0;
  const check = usePlan(
    signal => fleet.checkCluster({ body: request, signal }),
    complete ? JSON.stringify(request) : undefined,
  );
  return (
    <WizardFrame
      title={t('register.title')}
      form={form}
      cancelTo={toFleet?.() ?? '/'}
      submitLabel={t('register.submit', { name })}
      onSubmit={async () => {
        const { id } = await fleet.registerCluster({
          body: {
            name,
            displayName: values.displayName.trim() || undefined,
            dataCentre,
            securityZone: values.securityZone.trim(),
            access: toAccess(values),
          },
        });
        navigate(toOperation?.({ operation: id }) ?? '/');
      }}
      steps={[
        {
          id: 'access',
          title: t('register.access'),
          content: <AccessStep form={form} />,
          validate: rules.access,
        },
        {
          id: 'place',
          title: t('register.place'),
          content: (
            <PlaceStep
              form={form}
              suggested={{ name, dataCentre }}
              dataCentres={props.dataCentres}
            />
          ),
          validate: () => rules.place(filled),
        },
        {
          id: 'review',
          title: t('register.review'),
          content: (
            <CheckReview
              check={check}
              values={filled}
              dataCentre={
                props.dataCentres.find(one => one.name === dataCentre)
                  ?.displayName ?? dataCentre
              }
            />
          ),
          ready: check.kind === 'made' && check.value.outcome === 'usable',
        },
      ]}
    />
  );
}
