import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonLink,
  Container,
  Flex,
  SearchField,
  Select,
  Text,
} from '@backstage/ui';
import { followPages } from '@flytower/contract';
import {
  Application,
  deliveryContract,
  OverviewItem,
} from '@flytower/plugin-delivery-common';
import {
  MyMemberships,
  tenancyContract,
} from '@flytower/plugin-tenancy-common';
import {
  EmptyPanel,
  LiveView,
  statuses,
  uiTranslationRef,
  useContractClient,
  useLive,
  useScope,
  useUrlFilters,
} from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import { ApplicationCard } from './ApplicationCard';
import { groupOverview } from './groupOverview';

const noFilter = { q: '', health: '' };

/** What a member does with the tenant's applications, as far as the page offers it. The server decides. */
function mayCreateIn({ memberships }: MyMemberships): boolean {
  return memberships.some(
    ({ role }) => role === 'owner' || role === 'developer',
  );
}

/** What runs where, of every tenant that the reader may see; one tenant of it where the header chose one. */
export function ApplicationsPage() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const delivery = useContractClient(deliveryContract);
  const tenancy = useContractClient(tenancyContract);
  const scope = useScope();
  const tenant = scope.tenant === '' ? undefined : scope.tenant;
  const live = useLive(
    async signal => {
      const [overview, mine] = await Promise.all([
        delivery.overview({ query: { tenant }, signal }),
        tenancy.getMyMemberships({ signal }),
      ]);
      const pages = await Promise.all(
        mine.memberships
          .filter(one => tenant === undefined || one.tenant === tenant)
          .map(one =>
            followPages(1_000, page =>
              delivery.listApplications({
                params: { tenant: one.tenant },
                query: page,
                signal,
              }),
            ),
          ),
      );
      return {
        items: overview.items,
        applications: pages.flatMap(({ items }) => items),
        mine,
      };
    },
    {
      key: scope.tenant,
      progressing: ({ items }) =>
        items.some(({ health }) => health.status === 'progressing'),
    },
  );
  return (
    <Container my="4">
      <div className={styles.listHead}>
        <Text as="p" color="secondary">
          {t('list.description')}
        </Text>
        {live.kind === 'ready' && mayCreateIn(live.value.mine) ? (
          <CreateLink />
        ) : null}
      </div>
      <LiveView live={live} what={t('list.what')}>
        {({ items, applications, mine }) =>
          items.length + applications.length === 0 ? (
            <NoApplications mine={mine} />
          ) : (
            <FilteredApplications items={items} applications={applications} />
          )
        }
      </LiveView>
    </Container>
  );
}

function CreateLink() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  return (
    <ButtonLink variant="primary" href={paths.newApplication}>
      {t('list.create')}
    </ButtonLink>
  );
}

function NoApplications({ mine }: { mine: MyMemberships }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return mine.memberships.length === 0 ? (
    <EmptyPanel title={t('list.noTenantTitle')}>
      {t('list.noTenantText')}
    </EmptyPanel>
  ) : (
    <EmptyPanel
      title={t('list.emptyTitle')}
      action={mayCreateIn(mine) ? <CreateLink /> : undefined}
    >
      {t('list.emptyText')}
    </EmptyPanel>
  );
}

function FilteredApplications(props: {
  items: OverviewItem[];
  applications: Application[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { t: word } = useTranslationRef(uiTranslationRef);
  const [filter, setFilter] = useUrlFilters(noFilter);
  const groups = groupOverview(props.items, props.applications, filter);
  return (
    <Flex direction="column" gap="4">
      <div className={styles.row}>
        <SearchField
          label={t('list.search')}
          value={filter.q}
          onChange={q => setFilter({ q })}
        />
        <Select
          label={t('list.healthFilter')}
          value={filter.health || 'any'}
          onChange={health =>
            setFilter({ health: health === 'any' ? '' : String(health) })
          }
          options={[
            { value: 'any', label: t('list.anyHealth') },
            ...statuses.map(value => ({
              value,
              label: word(`status.${value}`),
            })),
          ]}
        />
      </div>
      {groups.length === 0 ? (
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
        groups.map(group => (
          <ApplicationCard
            key={`${group.tenant}/${group.application}`}
            group={group}
          />
        ))
      )}
    </Flex>
  );
}
