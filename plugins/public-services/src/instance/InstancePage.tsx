import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Container, Header } from '@backstage/ui';
import {
  Instance,
  instanceUpdatePermission,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  Crumbs,
  LiveView,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { Route, Routes, useParams } from 'react-router-dom';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { BindingsTab } from './BindingsTab';
import { OperationsTab } from './OperationsTab';
import { OverviewTab } from './OverviewTab';

/** What each tab gets: the instance, whether the reader may change it, and how to ask for it again. */
export interface InstanceTabProps {
  instance: Instance;
  mayUpdate: boolean;
  refresh: () => void;
}

/** An instance: how it is, who may sign in, and which services use it. */
export function InstancePage() {
  const { tenant = '', instance: name = '' } = useParams();
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const paths = usePaths();
  const { allowed: mayUpdate } = usePermission({
    permission: instanceUpdatePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    signal =>
      client.getInstance({ params: { tenant, instance: name }, signal }),
    {
      key: `${tenant}/${name}`,
      progressing: ({ state, accounts }) =>
        state === 'creating' ||
        state === 'deleting' ||
        accounts.some(({ change }) => change !== undefined),
    },
  );
  const here = paths.instance({ tenant, instance: name });
  const tabs = (['overview', 'bindings', 'operations'] as const).map(id => ({
    id,
    label: t(`instance.${id}`),
    href: id === 'overview' ? here : `${here}/${id}`,
  }));
  const title = live.kind === 'ready' ? live.value.displayName : name;
  return (
    <Crumbs path={[{ label: title, href: here }]}>
      <Header title={title} tabs={tabs} />
      <Container>
        <LiveView live={live} what={t('instance.what', { instance: name })}>
          {instance => {
            const tab = { instance, mayUpdate, refresh: live.refresh };
            return (
              <>
                <StatusLine
                  status={instance.health.status}
                  reason={instance.health.sentence}
                />
                <Routes>
                  <Route index element={<OverviewTab {...tab} />} />
                  <Route path="bindings" element={<BindingsTab {...tab} />} />
                  <Route
                    path="operations"
                    element={<OperationsTab {...tab} />}
                  />
                </Routes>
              </>
            );
          }}
        </LiveView>
      </Container>
    </Crumbs>
  );
}
