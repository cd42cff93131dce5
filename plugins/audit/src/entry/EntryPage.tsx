import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Flex } from '@backstage/ui';
import {
  auditContract,
  AuditEntryDetails,
} from '@flytower/plugin-audit-common';
import {
  Age,
  Facts,
  LiveView,
  ObjectHeader,
  Panel,
  personName,
  StatusChip,
  StatusLine,
  useContractClient,
  useFormat,
  useLive,
  useUrlFilters,
} from '@flytower/ui';
import { useParams } from 'react-router-dom';
import styles from '../audit.module.css';
import { outcomeStatus } from '../outcomeStatus';
import { auditTranslationRef } from '../translation/auditTranslationRef';

const ofTenant = { tenant: '' } as const;

/** One act: who wanted it, what became of it, and each fact as it was recorded. */
export function EntryPage() {
  const { t } = useTranslationRef(auditTranslationRef);
  const { entry: id = '' } = useParams();
  // An owner's links carry the tenant, whose part of the log they may read.
  const [{ tenant }] = useUrlFilters(ofTenant);
  const audit = useContractClient(auditContract);
  const live = useLive(
    signal =>
      tenant
        ? audit.getTenantEntry({ params: { tenant, id }, signal })
        : audit.getEntry({ params: { id }, signal }),
    {
      key: `entry/${tenant}/${id}`,
      progressing: ({ outcome }) => outcome === 'requested',
    },
  );
  return (
    <Container my="4">
      <LiveView live={live} what={t('entry.what')}>
        {entry => <Entry entry={entry} />}
      </LiveView>
    </Container>
  );
}

function Entry({ entry }: { entry: AuditEntryDetails }) {
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  return (
    <Flex direction="column" gap="4">
      <ObjectHeader
        title={`${entry.verb} · ${entry.subject.name}`}
        tags={entry.tenant ? [entry.tenant] : []}
      >
        <StatusLine
          status={outcomeStatus[entry.outcome]}
          word={t(`outcome.${entry.outcome}`)}
          reason={entry.reason}
        />
      </ObjectHeader>
      <Panel title={t('entry.about')}>
        <Facts
          facts={[
            { term: t('filter.person'), value: entry.person },
            {
              term: t('filter.object'),
              value: `${entry.subject.kind} ${entry.subject.name}`,
            },
            { term: t('entry.source'), value: entry.source },
            {
              term: t('entry.requested'),
              value: format.instant(entry.requestedAt),
            },
            {
              term: t('entry.finished'),
              value: entry.finishedAt && format.instant(entry.finishedAt),
            },
            {
              term: t('entry.times'),
              value: entry.times > 1 ? format.number(entry.times) : undefined,
            },
            {
              term: t('entry.operation'),
              value: entry.operationId && (
                <span className={styles.code}>{entry.operationId}</span>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title={t('entry.facts')}>
        <ol className={styles.factList}>
          {entry.facts.map(fact => (
            <li key={fact.sequence}>
              <StatusChip
                status={outcomeStatus[fact.outcome]}
                word={t(`outcome.${fact.outcome}`)}
              />{' '}
              <strong>{fact.verb}</strong> {fact.summary}
              <div className={styles.secondary}>
                {personName(fact.actor)} · <Age at={fact.at} />
                {fact.repeats ? (
                  <>
                    {' · '}
                    {t('log.times', {
                      times: format.number(fact.repeats.times),
                    })}
                    , {t('entry.last')} <Age at={fact.repeats.lastAt} />
                  </>
                ) : null}
              </div>
              <details>
                <summary>{t('entry.details')}</summary>
                <pre className={styles.json}>
                  {JSON.stringify(fact.data, null, 2)}
                </pre>
                <div className={styles.secondary}>
                  {t('entry.recorded')} {format.instant(fact.recordedAt)} ·{' '}
                  <span className={styles.code}>{fact.hash}</span>
                </div>
              </details>
            </li>
          ))}
        </ol>
      </Panel>
    </Flex>
  );
}
