import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Container, Flex, Text } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { meteringContract, UsageSight } from '@flytower/plugin-metering-common';
import {
  CsvButton,
  EmptyPanel,
  LiveView,
  Panel,
  useContractClient,
  useLive,
  useUrlFilters,
} from '@flytower/ui';
import { lazy, Suspense, useState } from 'react';
import styles from '../metering.module.css';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';
import { FilterBar } from './FilterBar';
import { GapList, OpenGaps } from './Gaps';
import { Totals } from './Totals';
import {
  groupingOf,
  isFiltered,
  toQuery,
  usageFilters,
  UsageFilters,
} from './usageFilters';
import { UsageTable } from './UsageTable';

const UsageChart = lazy(() =>
  import('./UsageChart').then(m => ({ default: m.UsageChart })),
);

const PAGE = 100;
/** The most that the page shows; whoever wants more takes the CSV. */
const MOST = 500;
/** Before anything was metered. */
const EVER = '2000-01-01';

/** For how long what existed, ran and was stopped: as much of it as the reader may see. */
export function UsagePage() {
  const { t } = useTranslationRef(meteringTranslationRef);
  const metering = useContractClient(meteringContract);
  const [filters, setFilters] = useUrlFilters(usageFilters);
  const [limit, setLimit] = useState(PAGE);
  const query = toQuery(filters);
  const key = JSON.stringify([query, limit]);
  const report = useLive(
    signal =>
      followPages(limit, page =>
        metering.getUsage({ query: { ...query, ...page }, signal }),
      ),
    { key },
  );
  const choices = useLive(
    signal =>
      metering.getChoices({
        query: filters.tenant ? { tenant: filters.tenant } : {},
        signal,
      }),
    { key: `choices/${filters.tenant}`, intervalMs: 60_000 },
  );
  const grouping = groupingOf(filters);
  const change = (changes: Partial<UsageFilters>) => {
    setLimit(PAGE);
    setFilters(changes);
  };
  return (
    <Container my="4">
      <Flex direction="column" gap="4">
        <FilterBar
          filters={filters}
          choices={choices.kind === 'ready' ? choices.value : undefined}
          onChange={change}
        />
        <LiveView live={report} what={t('usage.what')}>
          {({ asOf, sight, items, totals, gaps, nextCursor }) => (
            <>
              <OpenGaps gaps={gaps} />
              <div className={styles.secondary}>
                <Sight sight={sight} />{' '}
                {isTimed(filters) ? null : t('usage.lastDays')}
              </div>
              {items.length === 0 ? (
                <EmptyPanel
                  title={
                    isFiltered(filters) ? t('usage.noMatch') : t('usage.empty')
                  }
                  action={
                    isFiltered(filters) ? (
                      <Button
                        variant="secondary"
                        onPress={() => change({ ...usageFilters })}
                      >
                        {t('usage.showAll')}
                      </Button>
                    ) : (
                      <Button
                        variant="secondary"
                        onPress={() => change({ usedFrom: EVER })}
                      >
                        {t('usage.everUsed')}
                      </Button>
                    )
                  }
                >
                  {t('usage.emptyText')}
                </EmptyPanel>
              ) : (
                <>
                  <Totals totals={totals} asOf={asOf} />
                  <Suspense fallback={<div className={styles.chart} />}>
                    <UsageChart grouping={grouping} lines={items} />
                  </Suspense>
                  <Panel
                    title={t('usage.lines', {
                      grouping: t(`grouping.${grouping}`),
                    })}
                    action={
                      <CsvButton
                        fileName={`usage-by-${query.groupBy}.csv`}
                        load={() => metering.exportUsage({ query })}
                      />
                    }
                  >
                    <UsageTable grouping={grouping} lines={items} />
                    {nextCursor === undefined ? null : (
                      <div className={styles.more}>
                        {limit < MOST ? (
                          <Button
                            variant="secondary"
                            onPress={() =>
                              setLimit(Math.min(limit + PAGE, MOST))
                            }
                          >
                            {t('usage.more')}
                          </Button>
                        ) : (
                          <Text color="secondary">{t('usage.rest')}</Text>
                        )}
                      </div>
                    )}
                  </Panel>
                </>
              )}
              <GapList gaps={gaps} />
            </>
          )}
        </LiveView>
      </Flex>
    </Container>
  );
}

function isTimed(filters: UsageFilters): boolean {
  const { openedFrom, openedTo, usedFrom, usedTo } = filters;
  return Boolean(openedFrom || openedTo || usedFrom || usedTo);
}

/** Whose usage the reader sees, so that nobody takes their part for the whole. */
function Sight({ sight }: { sight: UsageSight }) {
  const { t } = useTranslationRef(meteringTranslationRef);
  const { everything, tenants, teams, own } = sight;
  if (everything) {
    return <>{t('sight.everything')}</>;
  }
  const sentences = [
    tenants.length > 0 && t('sight.tenants', { tenants: tenants.join(', ') }),
    teams.length > 0 &&
      t('sight.teams', {
        teams: teams.map(({ tenant, team }) => `${tenant}/${team}`).join(', '),
      }),
    own.length > 0 &&
      teams.length === 0 &&
      t('sight.own', { tenants: own.join(', ') }),
  ];
  return <>{sentences.filter(Boolean).join(' ')}</>;
}
