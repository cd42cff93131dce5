import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonLink, Container, Header } from '@backstage/ui';
import { isFinished, Operation } from '@flytower/contract';
import {
  tenancyContract,
  tenantUpdatePermission,
} from '@flytower/plugin-tenancy-common';
import {
  Crumbs,
  LiveView,
  OperationVerb,
  OperationView,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useLocation, useParams } from 'react-router-dom';
import { tenantRouteRef } from '../routes';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import { useKindTitle } from './useKindTitle';

const controlsInState: Record<Operation['state'], readonly OperationVerb[]> = {
  'in-progress': ['pause', 'abort'],
  waiting: ['pause', 'abort'],
  paused: ['resume', 'abort'],
  failed: ['retry'],
  succeeded: [],
  aborted: [],
};

/** An abort is final; it can only be tried again. */
function controlsOf({ state, aborting }: Operation): readonly OperationVerb[] {
  return aborting && !isFinished(state) ? ['retry'] : controlsInState[state];
}

/** One operation on a tenant, step by step, under a URL that lasts. */
export function TenantOperationPage() {
  const { tenant = '', operation: id = '' } = useParams();
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const tenantPath = useRouteRef(tenantRouteRef);
  const titleOf = useKindTitle();
  const { pathname } = useLocation();
  const { allowed: mayControl } = usePermission({
    permission: tenantUpdatePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    signal => client.getOperation({ params: { operation: id }, signal }),
    { key: id, progressing: operation => !isFinished(operation.state) },
  );
  return (
    <Crumbs
      path={[
        { label: tenant, href: tenantPath?.({ tenant }) ?? '/' },
        {
          label:
            live.kind === 'ready'
              ? titleOf(live.value.kind, tenant)
              : t('operation.what'),
          href: pathname,
        },
      ]}
    >
      <Header
        title={
          live.kind === 'ready'
            ? titleOf(live.value.kind, tenant)
            : t('operation.what')
        }
        customActions={
          <ButtonLink
            variant="secondary"
            href={tenantPath?.({ tenant }) ?? '/'}
          >
            {t('operation.open', { tenant })}
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
                await client.controlOperation({
                  params: { operation: id },
                  body: { verb },
                });
                live.refresh();
              }}
            />
          )}
        </LiveView>
      </Container>
    </Crumbs>
  );
}
