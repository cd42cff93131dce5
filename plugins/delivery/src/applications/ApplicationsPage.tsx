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
  useSettled,
  useUrlFilters,
} from '@flytower/ui';
import { useState } from 'react';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import { ApplicationCard } from './ApplicationCard';
import { groupOverview } from './groupOverview';

const noFilter = { q: '', health: '' };
const PAGE = 100;
/** The most lines that the page shows; whoever looks for others filters. */
const MOST = 500;

/** What a member does with the tenant's applications, as far as the page offers it. The server decides. */
function mayCreateIn({ memberships }: MyMemberships): boolean {
  return memberships.some(
    ({ role }) => role === 'owner' || role === 'developer',
  );
}

/** What runs where, of every tenant that the reader may see; one tenant of it where the header chose one. */
export function ApplicationsPage() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const scope = useScope();
  const [filter, setFilter] = useUrlFilters(noFilter);
  const [limit, setLimit] = useState(PAGE);
  const q = useSettled(filter.q.trim());
  const live = useApplications({
    tenant: scope.tenant,
    q,
    health: statuses.find(status => status === filter.health),
    limit,
  });
  const isFiltered = filter.q !== '' || filter.health !== '';
  const change = (changes: Partial<typeof noFilter>) => {
    setLimit(PAGE);
    setFilter(changes);
  };
  const nothing =
    live.kind === 'ready' &&
    live.value.items.length + live.value.applications.length === 0;
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
      <Flex direction="column" gap="4">
        {nothing && !isFiltered ? null : (
          <Filters filter={filter} onChange={change} />
        )}
        <LiveView live={live} what={t('list.what')}>
          {({ items, applications, mine, total }) => (
            <>
              {nothing && !isFiltered ? <NoApplications mine={mine} /> : null}
              {nothing && isFiltered ? (
                <NoMatch onClear={() => change(noFilter)} />
              ) : null}
              {groupOverview(items, applications).map(group => (
                <ApplicationCard
                  key={`${group.tenant}/${group.application}`}
                  group={group}
                />
              ))}
              {items.length < total ? (
                <Rest
                  shown={items.length}
                  total={total}
                  onMore={
                    limit < MOST ? () => setLimit(limit + PAGE) : undefined
                  }
                />
              ) : null}
            </>
          )}
        </LiveView>
      </Flex>
    </Container>
  );
}

/** The lines that are asked for, problems first, and the reader's applications that have none yet. */
function useApplications(asked: {
  tenant: string;
  q: string;
  health: OverviewItem['health']['status'] | undefined;
  limit: number;
}) {
  const { q, health, limit } = asked;
  const delivery = useContractClient(deliveryContract);
  const tenancy = useContractClient(tenancyContract);
  const tenant = asked.tenant === '' ? undefined : asked.tenant;
  return useLive(
    async signal => {
      const [overview, mine] = await Promise.all([
        followPages(limit, page =>
          delivery.overview({
            query: {
              ...page,
              order: 'applications',
              ...(tenant === undefined ? {} : { tenant }),
              ...(q === '' ? {} : { q }),
              ...(health === undefined ? {} : { health }),
            },
            signal,
          }),
        ),
        tenancy.getMyMemberships({ signal }),
      ]);
      // What has no service matches no filter.
      const places = q === '' && health === undefined ? mine.memberships : [];
      const pages = await Promise.all(
        places
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
      const { items, total } = overview;
      return {
        items,
        total,
        applications: pages.flatMap(page => page.items),
        mine,
      };
    },
    {
      key: JSON.stringify([tenant, q, health, limit]),
      progressing: ({ items }) =>
        items.some(one => one.health.status === 'progressing'),
    },
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

function NoMatch({ onClear }: { onClear: () => void }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <EmptyPanel
      title={t('list.noMatch')}
      action={
        <Button variant="secondary" onPress={onClear}>
          {t('list.clear')}
        </Button>
      }
    >
      {t('list.noMatchText')}
    </EmptyPanel>
  );
}

function Rest(props: { shown: number; total: number; onMore?: () => void }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { shown, total, onMore } = props;
  return (
    <div className={styles.inline}>
      <span className={styles.secondary}>
        {t('list.shown', { shown: String(shown), total: String(total) })}
      </span>
      {onMore ? (
        <Button variant="secondary" onPress={onMore}>
          {t('list.loadMore')}
        </Button>
      ) : null}
    </div>
  );
}

function Filters(props: {
  filter: { q: string; health: string };
  onChange: (changes: Partial<typeof noFilter>) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { t: word } = useTranslationRef(uiTranslationRef);
  const { filter, onChange } = props;
  return (
    <div className={styles.row}>
      <SearchField
        label={t('list.search')}
        value={filter.q}
        onChange={q => onChange({ q })}
      />
      <Select
        label={t('list.healthFilter')}
        value={filter.health || 'any'}
        onChange={health =>
          onChange({ health: health === 'any' ? '' : String(health) })
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
  );
}
