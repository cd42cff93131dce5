import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonLink, Flex } from '@backstage/ui';
import {
  Account,
  credentialsReadPermission,
  Instance,
} from '@flytower/plugin-public-services-common';
import {
  Age,
  CopyCommand,
  DataColumn,
  DataTable,
  Facts,
  NameCell,
  Panel,
  personName,
  StatusChip,
  useFormat,
} from '@flytower/ui';
import { engineName } from '../engines';
import { PlanLimitsText } from '../offerings/PlanLimitsText';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { CredentialsButton } from './CredentialsButton';
import { InstanceActions } from './InstanceActions';
import type { InstanceTabProps } from './InstancePage';

/** Where the instance is, what it takes, and who may sign in. */
export function OverviewTab({
  instance,
  mayUpdate,
  refresh,
}: InstanceTabProps) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const paths = usePaths();
  const { tenant, name, endpoint, lastOperation, state } = instance;
  return (
    <Flex direction="column" gap="4">
      {lastOperation && (state === 'creating' || state === 'deleting') ? (
        <div>
          <ButtonLink
            variant="primary"
            href={paths.operation({ tenant, instance: name }, lastOperation.id)}
          >
            {t('instance.follow')}
          </ButtonLink>
        </div>
      ) : null}
      <Panel title={t('instance.facts')}>
        <Facts
          facts={[
            {
              term: t('instance.offering'),
              value: engineName[instance.engine],
            },
            { term: t('list.plan'), value: instance.plan },
            {
              term: t('order.limits'),
              value: <PlanLimitsText limits={instance.limits} />,
            },
            { term: t('list.environment'), value: instance.environment },
            {
              term: t('list.endpoint'),
              value: endpoint ? `${endpoint.host}:${endpoint.port}` : '–',
            },
            { term: t('instance.database'), value: endpoint?.database },
            {
              term: t('instance.usage'),
              value: <UsageText instance={instance} />,
            },
            {
              term: t('instance.ordered'),
              value: (
                <>
                  <Age at={instance.createdAt} />{' '}
                  {t('instance.by', { person: personName(instance.createdBy) })}
                </>
              ),
            },
          ]}
        />
        {endpoint ? (
          <CopyCommand command={commandOf(instance, endpoint)} />
        ) : null}
      </Panel>
      <AccountsPanel
        instance={instance}
        mayUpdate={mayUpdate}
        refresh={refresh}
      />
      {mayUpdate ? (
        <InstanceActions instance={instance} refresh={refresh} />
      ) : null}
    </Flex>
  );
}

/** How a person signs in from a shell; it asks for the password. */
function commandOf(
  { engine, accounts }: Instance,
  endpoint: { host: string; port: number; database?: string },
): string {
  const username = accounts.find(({ binding }) => !binding)?.username ?? '';
  return engine === 'mysql'
    ? `mysql --host ${endpoint.host} --port ${
        endpoint.port
      } --user ${username} --password ${endpoint.database ?? ''}`
    : `redis-cli -h ${endpoint.host} -p ${endpoint.port} --user ${username} --askpass`;
}

function UsageText({ instance: { usage } }: { instance: Instance }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const format = useFormat();
  if (!usage) {
    return <>{t('instance.notMeasured')}</>;
  }
  return (
    <>
      {[
        ...(usage.storageBytes === undefined
          ? []
          : [
              t('instance.storageUsed', {
                amount: format.bytes(usage.storageBytes),
              }),
            ]),
        ...(usage.connections === undefined
          ? []
          : [t('limits.connections', { count: usage.connections })]),
      ].join(' · ')}{' '}
      (<Age at={usage.at} />)
    </>
  );
}

const statusOfAccount = {
  creating: 'progressing',
  active: 'healthy',
  disabled: 'stopped',
  deleting: 'progressing',
} as const;

function AccountsPanel({ instance, refresh }: InstanceTabProps) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const paths = usePaths();
  const { tenant, name } = instance;
  const { allowed } = usePermission({
    permission: credentialsReadPermission,
    resourceRef: tenant,
  });
  const columns: DataColumn<Account>[] = [
    {
      id: 'account',
      title: t('account.account'),
      cell: ({ username, binding }) => (
        <NameCell
          title={username}
          description={
            binding ? t('account.ofBinding', { binding }) : t('account.own')
          }
        />
      ),
    },
    {
      id: 'state',
      title: t('list.status'),
      cell: ({ state }) => (
        <StatusChip
          status={statusOfAccount[state]}
          word={t(`account.${state}`)}
        />
      ),
    },
    {
      id: 'version',
      title: t('account.password'),
      cell: ({ version, shown, change }) => (
        <>
          {t('account.version', { version: String(version) })}
          {change ? (
            <span>
              {' · '}
              <ButtonLink
                size="small"
                variant="tertiary"
                href={paths.operation(
                  { tenant, instance: name },
                  change.operationId,
                )}
              >
                {t('account.changing')}
              </ButtonLink>
            </span>
          ) : null}
          {shown ? (
            <span>
              {' · '}
              {t('account.shownTo', { person: personName(shown.by) })}{' '}
              <Age at={shown.at} />
            </span>
          ) : null}
        </>
      ),
    },
    {
      id: 'actions',
      title: t('servers.actions'),
      cell: ({ binding, shown, state }) =>
        binding === undefined && !shown && state === 'active' ? (
          <CredentialsButton instance={instance} onShown={refresh} />
        ) : null,
    },
  ];
  return (
    <Panel title={t('instance.accounts')}>
      <DataTable
        label={t('instance.accounts')}
        columns={
          allowed ? columns : columns.filter(({ id }) => id !== 'actions')
        }
        rows={instance.accounts}
        rowKey={({ id }) => id}
      />
    </Panel>
  );
}
