import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Link } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { auditContract } from '@flytower/plugin-audit-common';
import {
  Age,
  CsvButton,
  DataTable,
  EmptyPanel,
  LiveView,
  Panel,
  personName,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import styles from '../audit.module.css';
import { outcomeStatus } from '../outcomeStatus';
import { entryRouteRef } from '../routes';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { LogFilters, toQuery } from './logFilters';

/** Of which part of the log: everything (of one tenant where it is filtered), or a tenant's own part. */
export type LogScope = { kind: 'all' | 'tenant'; tenant: string };

const PAGE = 100;
/** The most that the page shows; whoever wants older entries filters by day. */
const MOST = 500;

/** The entries, newest first. */
export function Entries(props: {
  filters: LogFilters;
  scope: LogScope;
  onShowAll: () => void;
}) {
  const { filters, scope, onShowAll } = props;
  const { t } = useTranslationRef(auditTranslationRef);
  const audit = useContractClient(auditContract);
  const toEntry = useRouteRef(entryRouteRef);
  const [limit, setLimit] = useState(PAGE);
  const query = toQuery(filters);
  const live = useLive(
    signal =>
      followPages(limit, page =>
        scope.kind === 'all'
          ? audit.listEntries({
              query: {
                ...query,
                ...(scope.tenant && { tenant: scope.tenant }),
                ...page,
              },
              signal,
            })
          : audit.listTenantEntries({
              params: { tenant: scope.tenant },
              query: { ...query, ...page },
              signal,
            }),
      ),
    {
      key: JSON.stringify([scope, query, limit]),
      progressing: ({ items }) =>
        items.some(({ outcome }) => outcome === 'requested'),
    },
  );
  const filtered = Object.values(filters).some(Boolean);
  return (
    <LiveView live={live} what={t('log.what')}>
      {({ items, nextCursor }) =>
        items.length === 0 ? (
          <EmptyPanel
            title={filtered ? t('log.noMatch') : t('log.empty')}
            action={
              filtered ? (
                <Button variant="secondary" onPress={onShowAll}>
                  {t('log.showAll')}
                </Button>
              ) : undefined
            }
          >
            {t('log.emptyText')}
          </EmptyPanel>
        ) : (
          <Panel
            title={t('log.entries')}
            action={
              <CsvButton
                fileName="operation-log.csv"
                load={() =>
                  scope.kind === 'all'
                    ? audit.exportEntries({
                        query: scope.tenant
                          ? { ...toQuery(filters), tenant: scope.tenant }
                          : toQuery(filters),
                      })
                    : audit.exportTenantEntries({
                        params: { tenant: scope.tenant },
                        query: toQuery(filters),
                      })
                }
              />
            }
          >
            <DataTable
              label={t('log.what')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'what',
                  title: t('entry.verb'),
                  cell: ({ id, verb, subject }) => (
                    <>
                      <Link
                        href={`${toEntry?.({ entry: id }) ?? ''}${
                          scope.kind === 'tenant'
                            ? `?tenant=${scope.tenant}`
                            : ''
                        }`}
                      >
                        {verb}
                      </Link>
                      <div className={styles.secondary}>
                        {subject.kind} {subject.name}
                      </div>
                    </>
                  ),
                },
                {
                  id: 'outcome',
                  title: t('filter.outcome'),
                  cell: ({ outcome, reason }) => (
                    <StatusLine
                      status={outcomeStatus[outcome]}
                      word={t(`outcome.${outcome}`)}
                      reason={reason}
                    />
                  ),
                },
                {
                  id: 'who',
                  title: t('filter.person'),
                  cell: ({ person }) => (
                    <span title={person}>{personName(person)}</span>
                  ),
                },
                {
                  id: 'tenant',
                  title: t('filter.tenant'),
                  cell: ({ tenant }) => tenant ?? '–',
                },
                {
                  id: 'when',
                  title: t('entry.when'),
                  cell: ({ requestedAt }) => <Age at={requestedAt} />,
                },
              ]}
            />
            {nextCursor ? (
              <div className={styles.more}>
                {limit < MOST ? (
                  <Button
                    variant="secondary"
                    onPress={() => setLimit(Math.min(limit + PAGE, MOST))}
                  >
                    {t('log.more')}
                  </Button>
                ) : (
                  <span className={styles.secondary}>{t('log.older')}</span>
                )}
              </div>
            ) : null}
          </Panel>
        )
      }
    </LiveView>
  );
}
