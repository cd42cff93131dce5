import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Link } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import {
  Binding,
  bindingCreatePermission,
  bindingDeletePermission,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  EmptyPanel,
  Facts,
  LiveView,
  Panel,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { BindService } from './BindService';
import { BindingClusters } from './BindingClusters';
import type { InstanceTabProps } from './InstancePage';
import { PasswordDialog } from './PasswordDialog';
import { UnbindDialog } from './UnbindDialog';

/** Which services use the instance, by which account, and how far each cluster is. */
export function BindingsTab({ instance, mayUpdate }: InstanceTabProps) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const { tenant, name, state } = instance;
  const { allowed: mayBind } = usePermission({
    permission: bindingCreatePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    async signal =>
      (
        await followPages(200, page =>
          client.listBindings({
            query: { tenant, instance: name, ...page },
            signal,
          }),
        )
      ).items,
    {
      key: `${tenant}/${name}`,
      progressing: bindings =>
        bindings.some(({ state: its }) => its !== 'ready'),
    },
  );
  return (
    <LiveView live={live} what={t('instance.bindings')}>
      {bindings => (
        <Flex direction="column" gap="4">
          {bindings.length === 0 ? (
            <EmptyPanel title={t('binding.emptyTitle')}>
              {t('binding.emptyText')}
            </EmptyPanel>
          ) : (
            bindings.map(binding => (
              <BindingPanel
                key={binding.id}
                binding={binding}
                mayUpdate={mayUpdate}
              />
            ))
          )}
          {mayBind && state === 'ready' ? (
            <BindService
              instance={instance}
              bound={bindings.map(({ service }) => service)}
            />
          ) : null}
        </Flex>
      )}
    </LiveView>
  );
}

function BindingPanel(props: { binding: Binding; mayUpdate: boolean }) {
  const { binding, mayUpdate } = props;
  const { tenant, service, name } = binding;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [asking, setAsking] = useState<'password' | 'remove'>();
  const { allowed: mayRemove } = usePermission({
    permission: bindingDeletePermission,
    resourceRef: tenant,
  });
  const servicePath = paths.service(binding);
  return (
    <Panel
      title={name}
      action={
        <div className={styles.actions}>
          {mayUpdate && binding.state === 'ready' ? (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('binding.passwordOf', { binding: name })}
              onPress={() => setAsking('password')}
            >
              {t('actions.password')}
            </Button>
          ) : null}
          {mayRemove && binding.state !== 'deleting' ? (
            <Button
              size="small"
              variant="secondary"
              destructive
              aria-label={t('binding.removeOf', { binding: name })}
              onPress={() => setAsking('remove')}
            >
              {t('binding.remove')}
            </Button>
          ) : null}
        </div>
      }
    >
      <Flex direction="column" gap="3">
        <StatusLine
          status={binding.health.status}
          reason={binding.health.sentence}
        />
        <Facts
          facts={[
            {
              term: t('binding.service'),
              value: servicePath ? (
                <Link href={servicePath}>{service}</Link>
              ) : (
                service
              ),
            },
            { term: t('binding.secret'), value: binding.secretName },
            {
              term: t('binding.variables'),
              value: (
                <span className={styles.secret}>
                  {binding.variables.map(variable => variable.name).join(', ')}
                </span>
              ),
            },
          ]}
        />
        <BindingClusters binding={binding} />
      </Flex>
      {asking === 'password' ? (
        <PasswordDialog
          title={t('password.title', { account: name })}
          text={t('password.bindingText')}
          service={service}
          onConfirm={async (body, idempotencyKey) => {
            const { id } = await client.changeBindingPassword({
              params: { tenant, binding: name },
              body,
              idempotencyKey,
            });
            navigate(
              paths.operation({ tenant, instance: binding.instance }, id),
            );
          }}
          onClose={() => setAsking(undefined)}
        />
      ) : null}
      {asking === 'remove' ? (
        <UnbindDialog binding={binding} onClose={() => setAsking(undefined)} />
      ) : null}
    </Panel>
  );
}
