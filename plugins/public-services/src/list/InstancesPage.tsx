import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonLink,
  Container,
  Flex,
  Header,
  SearchField,
  Select,
} from '@backstage/ui';
import { followPages } from '@flytower/contract';
import {
  engineSchema,
  Instance,
  publicServicesContract,
} from '@flytower/plugin-public-services-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  DataColumn,
  DataTable,
  EmptyPanel,
  LiveView,
  NameCell,
  StatusLine,
  useContractClient,
  useLive,
  useScope,
  useUrlFilters,
} from '@flytower/ui';
import { engineName } from '../engines';
import styles from '../publicServices.module.css';
import { publicServicesTranslationRef } from '../translation/publicServicesTranslationRef';
import { usePaths } from '../usePaths';
import { useSections } from '../useSections';

const noFilter = { q: '', offering: '' };

/** What the reader's tenants ordered, in the tenant and environment that the header chose. */
export function InstancesPage() {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const client = useContractClient(publicServicesContract);
  const tenancy = useContractClient(tenancyContract);
  const paths = usePaths();
  const sections = useSections();
  const { tenant, environment } = useScope();
  const live = useLive(
    async signal => {
      const [{ items }, { memberships }] = await Promise.all([
        followPages(500, page =>
          client.listInstances({
            query: {
              ...page,
              ...(tenant ? { tenant } : {}),
              ...(environment ? { environment } : {}),
            },
            signal,
          }),
        ),
        tenancy.getMyMemberships({ signal }),
      ]);
      return {
        instances: items,
        mayOrder: memberships.some(
          ({ role }) => role === 'owner' || role === 'developer',
        ),
      };
    },
    {
      key: `${tenant}/${environment}`,
      progressing: ({ instances }) =>
        instances.some(
          ({ state }) => state === 'creating' || state === 'deleting',
        ),
    },
  );
  const order =
    live.kind === 'ready' && live.value.mayOrder ? (
      <ButtonLink
        variant="primary"
        href={paths.order({
          ...(tenant ? { tenant } : {}),
          ...(environment ? { environment } : {}),
        })}
      >
        {t('list.order')}
      </ButtonLink>
    ) : undefined;
  return (
    <>
      <Header
        title={t('list.title')}
        description={t('list.description')}
        tabs={sections}
        customActions={order}
      />
      <Container>
        <LiveView live={live} what={t('list.what')}>
          {({ instances }) =>
            instances.length === 0 ? (
              <EmptyPanel
                title={t('list.emptyTitle')}
                action={
                  order ?? (
                    <ButtonLink variant="secondary" href={paths.offerings}>
                      {t('list.seeOfferings')}
                    </ButtonLink>
                  )
                }
              >
                {t('list.emptyText')}
              </EmptyPanel>
            ) : (
              <FilteredInstances instances={instances} />
            )
          }
        </LiveView>
      </Container>
    </>
  );
}

function FilteredInstances({ instances }: { instances: Instance[] }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const [filter, setFilter] = useUrlFilters(noFilter);
  const words = filter.q.trim().toLowerCase();
  const shown = instances.filter(
    one =>
      (!filter.offering || one.offering === filter.offering) &&
      `${one.name} ${one.displayName}`.toLowerCase().includes(words),
  );
  return (
    <Flex direction="column" gap="4">
      <div className={styles.filters}>
        <SearchField
          label={t('list.search')}
          value={filter.q}
          onChange={q => setFilter({ q })}
        />
        <Select
          label={t('list.offering')}
          value={filter.offering || 'any'}
          onChange={value =>
            setFilter({ offering: value === 'any' ? '' : String(value) })
          }
          options={[
            { value: 'any', label: t('list.anyOffering') },
            ...engineSchema.options.map(value => ({
              value,
              label: engineName[value],
            })),
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyPanel
          title={t('list.noMatch')}
          action={
            <Button variant="secondary" onPress={() => setFilter(noFilter)}>
              {t('list.clear')}
            </Button>
          }
        >
          {t('list.noMatchText')}
        </EmptyPanel>
      ) : (
        <InstanceTable instances={shown} />
      )}
    </Flex>
  );
}

function InstanceTable({ instances }: { instances: Instance[] }) {
  const { t } = useTranslationRef(publicServicesTranslationRef);
  const paths = usePaths();
  const columns: DataColumn<Instance>[] = [
    {
      id: 'instance',
      title: t('list.instance'),
      cell: ({ tenant, name, displayName }) => (
        <NameCell
          title={displayName}
          description={name}
          href={paths.instance({ tenant, instance: name })}
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
      id: 'plan',
      title: t('list.plan'),
      cell: ({ engine, plan }) => (
        <NameCell title={engineName[engine]} description={plan} />
      ),
    },
    {
      id: 'environment',
      title: t('list.environment'),
      cell: ({ environment, tenant }) => (
        <NameCell title={environment} description={tenant} />
      ),
    },
    {
      id: 'endpoint',
      title: t('list.endpoint'),
      cell: ({ endpoint }) => (
        <NameCell
          title={endpoint ? `${endpoint.host}:${endpoint.port}` : '–'}
          description={endpoint?.database}
        />
      ),
    },
    {
      id: 'bindings',
      title: t('list.bindings'),
      align: 'end',
      cell: ({ bindings }) => bindings,
    },
  ];
  return (
    <DataTable
      label={t('list.title')}
      columns={columns}
      rows={instances}
      rowKey={({ id }) => id}
    />
  );
}
