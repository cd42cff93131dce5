import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonLink, Container, Header } from '@backstage/ui';
import { isFinished, Operation } from '@flytower/contract';
import {
  instanceUpdatePermission,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  Crumbs,
  LiveView,
  OperationVerb,
  OperationView,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useLocation, useParams } from 'react-router-dom';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { useKindTitle } from './useKindTitle';

/** Only an order can be taken back; every other operation ends in a state of its own, sooner or later. */
function controlsOf({
  kind,
  state,
  aborting,
}: Operation): readonly OperationVerb[] {
  // An abort is final; it can only be tried again.
  if (aborting && !isFinished(state)) {
    return ['retry'];
  }
  switch (state) {
    case 'in-progress':
      return kind === 'instance.create' ? ['abort'] : [];
    case 'waiting':
      return kind === 'instance.create' ? ['retry', 'abort'] : ['retry'];
    case 'failed':
      return kind === 'instance.create' ? ['retry', 'abort'] : ['retry'];
    default:
      return [];
  }
}

/** One operation on an instance, step by step, under a URL that lasts. */
export function InstanceOperationPage() {
  const { tenant = '', instance = '', operation: id = '' } = useParams();
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const paths = usePaths();
  const titleOf = useKindTitle();
  const { pathname } = useLocation();
  const { allowed: mayControl } = usePermission({
    permission: instanceUpdatePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    signal => client.getOperation({ params: { operation: id }, signal }),
    { key: id, progressing: operation => !isFinished(operation.state) },
  );
  const title =
    live.kind === 'ready' ? titleOf(live.value) : t('operation.what');
  const here = paths.instance({ tenant, instance });
  return (
    <Crumbs
      path={[
        { label: instance, href: here },
        { label: title, href: pathname },
      ]}
    >
      <Header
        title={title}
        customActions={
          <ButtonLink variant="secondary" href={here}>
            {t('operation.open', { instance })}
          </ButtonLink>
        }
      />
      <Container>
        <LiveView live={live} what={t('operation.what')}>
          {operation => (
            <OperationView
              operation={operation}
              controls={mayControl ? controlsOf(operation) : []}
              onControl={async verb => {
                if (verb === 'retry' || verb === 'abort') {
                  await client.controlOperation({
                    params: { operation: id },
                    body: { verb },
                  });
                  live.refresh();
                }
              }}
            />
          )}
        </LiveView>
      </Container>
    </Crumbs>
  );
}
