import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import { Operation } from '@flytower/contract';
import {
  Instance,
  instanceDeletePermission,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  ConfirmByName,
  ErrorPanel,
  Panel,
  useAct,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { PasswordDialog } from './PasswordDialog';

/** What can be done to an instance; each leads to its operation. */
export function InstanceActions(props: {
  instance: Instance;
  refresh: () => void;
}) {
  const { instance } = props;
  const { tenant, name, state, bindings } = instance;
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [asking, setAsking] = useState<'password' | 'disable' | 'delete'>();
  const { allowed: mayDelete } = usePermission({
    permission: instanceDeletePermission,
    resourceRef: tenant,
  });
  const params = { tenant, instance: name };
  const follow = ({ id }: Operation) => navigate(paths.operation(params, id));
  const close = () => setAsking(undefined);
  const enable = useAct(async () => {
    follow(
      await client.enableInstance({
        params,
        idempotencyKey: crypto.randomUUID(),
      }),
    );
  });
  if (state === 'creating' || state === 'deleting') {
    return null;
  }
  return (
    <Panel title={t('actions.title')}>
      <div className={styles.actions}>
        {state === 'ready' ? (
          <>
            <Button variant="secondary" onPress={() => setAsking('password')}>
              {t('actions.password')}
            </Button>
            <Button variant="secondary" onPress={() => setAsking('disable')}>
              {t('actions.disable')}
            </Button>
          </>
        ) : (
          <Button
            variant="secondary"
            isPending={enable.busy}
            onPress={() => enable.run()}
          >
            {t('actions.enable')}
          </Button>
        )}
        {mayDelete ? (
          <Button
            variant="secondary"
            destructive
            isDisabled={bindings > 0}
            onPress={() => setAsking('delete')}
          >
            {t('actions.delete')}
          </Button>
        ) : null}
      </div>
      {mayDelete && bindings > 0 ? (
        <p className={styles.muted}>
          {t('actions.bindingsFirst', { count: bindings })}
        </p>
      ) : null}
      {enable.error ? (
        <ErrorPanel
          error={enable.error}
          what={t('actions.enable')}
          during="act"
        />
      ) : null}
      {asking === 'password' ? (
        <PasswordDialog
          title={t('password.title', { account: instance.displayName })}
          text={t('password.ownText')}
          onConfirm={async ({ graceSeconds }, idempotencyKey) =>
            follow(
              await client.changePassword({
                params,
                body: { graceSeconds },
                idempotencyKey,
              }),
            )
          }
          onClose={close}
        />
      ) : null}
      {asking === 'disable' ? (
        <ConfirmByName
          title={t('actions.disableTitle', { instance: name })}
          name={name}
          action={t('actions.disable')}
          onConfirm={async () =>
            follow(
              await client.disableInstance({
                params,
                idempotencyKey: crypto.randomUUID(),
              }),
            )
          }
          onClose={close}
        >
          {t('actions.disableText')}
        </ConfirmByName>
      ) : null}
      {asking === 'delete' ? (
        <ConfirmByName
          title={t('actions.deleteTitle', { instance: name })}
          name={name}
          action={t('actions.delete')}
          onConfirm={async () =>
            follow(
              await client.deleteInstance({
                params,
                idempotencyKey: crypto.randomUUID(),
              }),
            )
          }
          onClose={close}
        >
          {t('actions.deleteText')}
        </ConfirmByName>
      ) : null}
    </Panel>
  );
}
