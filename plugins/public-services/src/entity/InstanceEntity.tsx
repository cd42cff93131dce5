import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonLink, Flex, Link } from '@backstage/ui';
import {
  Instance,
  instanceUpdatePermission,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  Facts,
  Live,
  LiveView,
  Panel,
  StatusLine,
  useContractClient,
  useLive,
  useTenantEntity,
} from '@flytower/ui';
import { BindingsTab } from '../instance/BindingsTab';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';

/** On the Resource of an instance: how it is, its plan, and how many services use it. */
export function InstanceEntityCard() {
  const { tenant, name } = useTenantEntity();
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const href = usePaths().instance({ tenant, instance: name });
  return (
    <Panel
      title={t('entity.state')}
      action={<Link href={href}>{t('entity.open')}</Link>}
    >
      <LiveView
        live={useInstance(tenant, name)}
        what={t('instance.what', { instance: name })}
      >
        {({ health, environment, plan, bindings }) => (
          <>
            <StatusLine status={health.status} reason={health.sentence} />
            <Facts
              facts={[
                { term: t('entity.environment'), value: environment },
                { term: t('entity.plan'), value: plan },
                { term: t('instance.bindings'), value: bindings },
              ]}
            />
          </>
        )}
      </LiveView>
    </Panel>
  );
}

/** The tab "Flytower" on the Resource of an instance: how it is, and the services that are bound to it. */
export function InstanceEntityTab() {
  const { tenant, name } = useTenantEntity();
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const href = usePaths().instance({ tenant, instance: name });
  const live = useInstance(tenant, name);
  const { allowed: mayUpdate } = usePermission({
    permission: instanceUpdatePermission,
    resourceRef: tenant,
  });
  return (
    <LiveView live={live} what={t('instance.what', { instance: name })}>
      {instance => (
        <Flex direction="column" gap="4">
          <div>
            <ButtonLink variant="secondary" href={href}>
              {t('entity.open')}
            </ButtonLink>
          </div>
          <StatusLine
            status={instance.health.status}
            reason={instance.health.sentence}
          />
          <BindingsTab
            instance={instance}
            mayUpdate={mayUpdate}
            refresh={live.refresh}
          />
        </Flex>
      )}
    </LiveView>
  );
}

function useInstance(tenant: string, instance: string): Live<Instance> {
  const client = useContractClient(publicServicesContract);
  return useLive(
    signal => client.getInstance({ params: { tenant, instance }, signal }),
    {
      key: `${tenant}/${instance}`,
      progressing: ({ health }) => health.status === 'progressing',
    },
  );
}
