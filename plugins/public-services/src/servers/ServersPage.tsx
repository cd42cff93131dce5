import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Container, Header } from '@backstage/ui';
import {
  publicServicesContract,
  Server,
} from '@flytower/plugin-public-services-common';
import {
  Age,
  ConfirmByName,
  DataColumn,
  DataTable,
  EmptyPanel,
  LiveView,
  NameCell,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { useSections } from '../useSections';

/** Registered servers and how they are, for operations admins. */
export function ServersPage() {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const paths = usePaths();
  const sections = useSections();
  const [removing, setRemoving] = useState<Server>();
  const live = useLive(
    async signal => (await client.listServers({ signal })).items,
    { key: 'servers' },
  );
  const register = (
    <ButtonLink variant="primary" href={paths.registerServer}>
      {t('servers.register')}
    </ButtonLink>
  );
  const columns: DataColumn<Server>[] = [
    {
      id: 'server',
      title: t('servers.server'),
      cell: ({ displayName, name, demo }) => (
        <NameCell
          title={displayName}
          description={demo ? `${name} · ${t('servers.demo')}` : name}
        />
      ),
    },
    {
      id: 'status',
      title: t('list.status'),
      cell: ({ health }) => (
        <StatusLine status={health.status} reason={health.sentence} />
      ),
    },
    {
      id: 'product',
      title: t('servers.product'),
      cell: ({ product, version }) => (
        <NameCell title={product} description={version} />
      ),
    },
    {
      id: 'address',
      title: t('servers.address'),
      cell: ({ host, port, encrypted }) => (
        <NameCell
          title={`${host}:${port}`}
          description={encrypted ? t('servers.tls') : t('servers.noTls')}
        />
      ),
    },
    {
      id: 'instances',
      title: t('servers.instances'),
      align: 'end',
      cell: ({ instances }) => instances,
    },
    {
      id: 'checked',
      title: t('servers.checked'),
      cell: ({ checkedAt }) => <Age at={checkedAt} />,
    },
    {
      id: 'actions',
      title: t('servers.actions'),
      cell: server =>
        server.instances === 0 && !server.demo ? (
          <Button
            size="small"
            variant="tertiary"
            aria-label={t('servers.removeAction', { server: server.name })}
            onPress={() => setRemoving(server)}
          >
            {t('servers.remove')}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <Header
        title={t('servers.title')}
        description={t('servers.description')}
        tabs={sections}
        customActions={register}
      />
      <Container>
        <LiveView live={live} what={t('servers.what')}>
          {servers =>
            servers.length === 0 ? (
              <EmptyPanel title={t('servers.emptyTitle')} action={register}>
                {t('servers.emptyText')}
              </EmptyPanel>
            ) : (
              <DataTable
                label={t('servers.title')}
                columns={columns}
                rows={servers}
                rowKey={({ id }) => id}
              />
            )
          }
        </LiveView>
      </Container>
      {removing ? (
        <ConfirmByName
          title={t('servers.removeTitle', { server: removing.displayName })}
          name={removing.name}
          action={t('servers.removeAction', { server: removing.name })}
          onConfirm={async () => {
            await client.deleteServer({ params: { server: removing.name } });
            setRemoving(undefined);
            live.refresh();
          }}
          onClose={() => setRemoving(undefined)}
        >
          {t('servers.removeText')}
        </ConfirmByName>
      ) : null}
    </>
  );
}
