import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Link } from '@backstage/ui';
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
  useFormat,
  useLive,
} from '@flytower/ui';
import styles from '../audit.module.css';
import { outcomeStatus } from '../outcomeStatus';
import { entryRouteRef } from '../routes';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { LogFilters, toQuery } from './logFilters';

/** Of which part of the log: everything (of one tenant where it is filtered), or a tenant's own part. */
export type LogScope = { kind: 'all' | 'tenant'; tenant: string };

/** The entries, newest first, a page at a time. */
export function Entries(props: {
  filters: LogFilters;
  scope: LogScope;
  onShowAll: () => void;
  /** Shows the page before a cursor, the newest without one. */
  onPage: (before: string) => void;
}) {
  const { filters, scope, onShowAll, onPage } = props;
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const audit = useContractClient(auditContract);
  const toEntry = useRouteRef(entryRouteRef);
  const { before } = filters;
  const query = { ...toQuery(filters), ...(before ? { cursor: before } : {}) };
  const live = useLive(
    signal =>
      scope.kind === 'all'
        ? audit.listEntries({
            query: scope.tenant ? { ...query, tenant: scope.tenant } : query,
            signal,
          })
        : audit.listTenantEntries({
            params: { tenant: scope.tenant },
            query,
            signal,
          }),
    {
      key: JSON.stringify([scope, query]),
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
                  cell: ({ requestedAt, finishedAt, times }) => (
                    <>
                      <Age at={requestedAt} />
                      {times > 1 ? (
                        <div className={styles.secondary}>
                          {t('log.times', { times: format.number(times) })},{' '}
                          {t('entry.last')} <Age at={finishedAt} />
                        </div>
                      ) : null}
                    </>
                  ),
                },
              ]}
            />
            {nextCursor || before ? (
              <div className={styles.more}>
                {before ? (
                  <Button variant="secondary" onPress={() => onPage('')}>
                    {t('log.newest')}
                  </Button>
                ) : null}
                {nextCursor ? (
                  <Button
                    variant="secondary"
                    onPress={() => onPage(nextCursor)}
                  >
                    {t('log.older')}
                  </Button>
                ) : null}
              </div>
            ) : null}
          </Panel>
        )
      }
    </LiveView>
  );
}
