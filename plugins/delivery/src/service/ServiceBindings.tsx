import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Text } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { Service } from '@flytower/plugin-delivery-common';
import {
  Binding,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import {
  DataColumn,
  DataTable,
  LiveView,
  NameCell,
  Panel,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { usePaths } from '../usePaths';

/** The databases and caches that the service uses, and where its instances still run with an old password. */
export function ServiceBindings(props: {
  service: Service;
  mayRelease: boolean;
}) {
  const { service, mayRelease } = props;
  const { tenant, slug } = service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(publicServicesContract);
  const live = useLive(
    async signal =>
      (
        await followPages(200, page =>
          client.listBindings({
            query: { tenant, service: slug, ...page },
            signal,
          }),
        )
      ).items,
    { key: `${tenant}/${slug}` },
  );
  // Most services have no bindings: then there is nothing to say, nor while it is not known.
  const silent =
    live.kind === 'loading' ||
    (live.kind === 'ready' && live.value.length === 0);
  return silent ? null : (
    <Panel title={t('bindings.title')}>
      <LiveView live={live} what={t('bindings.what', { service: slug })}>
        {bindings => (
          <BindingTable
            bindings={bindings}
            service={service}
            mayRelease={mayRelease}
          />
        )}
      </LiveView>
    </Panel>
  );
}

function BindingTable(props: {
  bindings: Binding[];
  service: Service;
  mayRelease: boolean;
}) {
  const { bindings, service, mayRelease } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const columns: DataColumn<Binding>[] = [
    {
      id: 'binding',
      title: t('bindings.binding'),
      cell: ({ name, tenant, instance }) => (
        <NameCell
          title={name}
          description={t('bindings.instance', { instance })}
          href={`/public-services/${tenant}/${instance}`}
        />
      ),
    },
    {
      id: 'environment',
      title: t('service.environment'),
      cell: ({ environment }) => <NameCell title={environment} />,
    },
    {
      id: 'status',
      title: t('instances.status'),
      cell: ({ health }) => (
        <StatusLine status={health.status} reason={health.sentence} />
      ),
    },
    {
      id: 'version',
      title: t('plan.credentials'),
      cell: binding => (
        <>
          <Text as="span" variant="body-small">
            {t('plan.version', { version: String(binding.version) })}
          </Text>{' '}
          {podsBehind(binding) > 0 ? (
            <>
              <Text as="span" variant="body-small" color="warning">
                {t('bindings.behind', { count: podsBehind(binding) })}
              </Text>{' '}
              {mayRelease ? (
                <ButtonLink
                  size="small"
                  variant="secondary"
                  href={paths.releaseWizard({
                    ...service,
                    service: service.slug,
                  })}
                >
                  {t('bindings.takeUp')}
                </ButtonLink>
              ) : null}
            </>
          ) : null}
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t('bindings.title')}
      columns={columns}
      rows={bindings}
      rowKey={({ id }) => id}
    />
  );
}

/** Instances that carry an older version of the credentials, or none; those out of sight are not counted. */
function podsBehind({ clusters }: Binding): number {
  return clusters.reduce(
    (sum, { pods }) => sum + (pods ? pods.older + pods.without : 0),
    0,
  );
}
