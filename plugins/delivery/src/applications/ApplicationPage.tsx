import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  Button,
  ButtonLink,
  Container,
  Flex,
  Header,
  Link,
  Text,
} from '@backstage/ui';
import { followPages } from '@flytower/contract';
import {
  applicationDeletePermission,
  applicationUpdatePermission,
  deliveryContract,
  Service,
  serviceCreatePermission,
} from '@flytower/plugin-delivery-common';
import {
  Age,
  ConfirmByName,
  Crumbs,
  DataColumn,
  DataTable,
  EmptyPanel,
  Facts,
  LiveView,
  NameCell,
  personName,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import { TeamDialog } from './TeamDialog';

/** An application with its services. */
export function ApplicationPage() {
  const { tenant = '', application = '' } = useParams();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const delivery = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const system = paths.system({ tenant, application });
  const [deleting, setDeleting] = useState(false);
  const [moving, setMoving] = useState(false);
  const mayAdd = usePermission({
    permission: serviceCreatePermission,
    resourceRef: tenant,
  });
  const mayChange = usePermission({
    permission: applicationUpdatePermission,
    resourceRef: tenant,
  });
  const mayDelete = usePermission({
    permission: applicationDeletePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    async signal => {
      const [one, services] = await Promise.all([
        delivery.getApplication({ params: { tenant, application }, signal }),
        followPages(1_000, page =>
          delivery.listServices({
            params: { tenant },
            query: { application, ...page },
            signal,
          }),
        ),
      ]);
      return { application: one, services: services.items };
    },
    { key: `${tenant}/${application}` },
  );
  const addLink = mayAdd.allowed ? (
    <ButtonLink
      variant="primary"
      href={paths.newService({ tenant, application })}
    >
      {t('application.addService')}
    </ButtonLink>
  ) : undefined;
  return (
    <Crumbs
      path={[
        {
          label:
            live.kind === 'ready'
              ? live.value.application.displayName
              : application,
          href: paths.application({ tenant, application }),
        },
      ]}
    >
      <Header
        title={
          live.kind === 'ready'
            ? live.value.application.displayName
            : application
        }
        description={
          live.kind === 'ready' ? live.value.application.description : undefined
        }
        customActions={addLink}
      />
      <Container>
        <LiveView live={live} what={t('application.what', { application })}>
          {({ application: one, services }) => (
            <Flex direction="column" gap="4">
              <Facts
                facts={[
                  { term: t('application.name'), value: one.slug },
                  { term: t('application.tenant'), value: one.tenant },
                  {
                    term: t('team.label'),
                    value: (
                      <span className={styles.withAct}>
                        {one.team ?? t('team.none')}
                        {mayChange.allowed ? (
                          <Button
                            size="small"
                            variant="tertiary"
                            onPress={() => setMoving(true)}
                          >
                            {t('team.change')}
                          </Button>
                        ) : null}
                      </span>
                    ),
                  },
                  {
                    term: t('application.created'),
                    value: (
                      <>
                        <Age at={one.createdAt} />{' '}
                        {t('application.createdBy', {
                          person: personName(one.createdBy),
                        })}
                      </>
                    ),
                  },
                  {
                    term: t('entity.catalog'),
                    value: system && (
                      <Link href={system}>{t('entity.inCatalog')}</Link>
                    ),
                  },
                ]}
              />
              <Text as="h2" variant="title-x-small">
                {t('application.services')}
              </Text>
              {services.length === 0 ? (
                <EmptyPanel
                  title={t('application.emptyTitle')}
                  action={addLink}
                >
                  {t('application.emptyText')}
                </EmptyPanel>
              ) : (
                <ServiceTable services={services} />
              )}
              {services.length === 0 && mayDelete.allowed ? (
                <div>
                  <Button
                    variant="secondary"
                    destructive
                    onPress={() => setDeleting(true)}
                  >
                    {t('application.delete')}
                  </Button>
                </div>
              ) : null}
            </Flex>
          )}
        </LiveView>
      </Container>
      {moving && live.kind === 'ready' ? (
        <TeamDialog
          application={live.value.application}
          onDone={() => {
            setMoving(false);
            live.refresh();
          }}
          onClose={() => setMoving(false)}
        />
      ) : null}
      {deleting ? (
        <ConfirmByName
          title={t('application.deleteTitle', { application })}
          name={application}
          action={t('application.delete')}
          onConfirm={async () => {
            await delivery.deleteApplication({
              params: { tenant, application },
            });
            navigate(paths.list);
          }}
          onClose={() => setDeleting(false)}
        >
          {t('application.deleteText')}
        </ConfirmByName>
      ) : null}
    </Crumbs>
  );
}

function ServiceTable({ services }: { services: Service[] }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const columns: DataColumn<Service>[] = [
    {
      id: 'service',
      title: t('application.service'),
      cell: one => (
        <NameCell
          title={one.displayName}
          description={one.slug}
          href={paths.service({ ...one, service: one.slug })}
        />
      ),
    },
    {
      id: 'image',
      title: t('application.image'),
      cell: ({ draft }) => (
        <>
          <span className={styles.image}>{draft.image}</span>
        </>
      ),
    },
    {
      id: 'revision',
      title: t('application.revision'),
      cell: ({ latestRevision }) => (
        <NameCell
          title={
            latestRevision === undefined
              ? t('application.none')
              : String(latestRevision)
          }
        />
      ),
    },
    {
      id: 'published',
      title: t('application.published'),
      cell: ({ environments }) => (
        <NameCell
          title={
            environments
              .map(
                ({ environment, clusters }) =>
                  `${environment} (${clusters.join(', ')})`,
              )
              .join(', ') || t('application.nowhere')
          }
        />
      ),
    },
  ];
  return (
    <DataTable
      label={t('application.services')}
      columns={columns}
      rows={services}
      rowKey={({ id }) => id}
    />
  );
}
