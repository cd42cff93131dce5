import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex } from '@backstage/ui';
import {
  auditContract,
  AuditIntegrity,
  AuditVerdict,
} from '@flytower/plugin-audit-common';
import {
  Age,
  ErrorPanel,
  LiveView,
  Panel,
  StatusLine,
  useAct,
  useContractClient,
  useFormat,
  useLive,
} from '@flytower/ui';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { FindingList } from './FindingList';

/** Whether the log is whole, as the last check found it; an operations admin may begin another. */
export function Integrity() {
  const { t } = useTranslationRef(auditTranslationRef);
  const audit = useContractClient(auditContract);
  const live = useLive(signal => audit.getIntegrity({ signal }), {
    key: 'integrity',
    progressing: ({ running }) => running !== undefined,
  });
  const check = useAct(async (from: 'beginning' | 'last') => {
    await audit.checkIntegrity({ body: { from } });
    live.refresh();
  });
  const known = live.kind === 'ready' ? live.value : undefined;
  const busy = check.busy || known?.running !== undefined;
  return (
    <Panel
      title={t('integrity.title')}
      action={
        <Flex gap="2">
          {known?.verdict?.kind === 'whole' ? (
            <Button
              size="small"
              variant="secondary"
              isDisabled={busy}
              onPress={() => check.run('last')}
            >
              {t('integrity.checkNew')}
            </Button>
          ) : null}
          <Button
            size="small"
            variant="secondary"
            isPending={busy}
            onPress={() => check.run('beginning')}
          >
            {t('integrity.checkAll')}
          </Button>
        </Flex>
      }
    >
      <p className={styles.secondary}>{t('integrity.text')}</p>
      <LiveView live={live} what={t('integrity.what')}>
        {integrity => <Found integrity={integrity} />}
      </LiveView>
      {check.error ? (
        <ErrorPanel
          error={check.error}
          what={t('integrity.title')}
          during="act"
        />
      ) : null}
    </Panel>
  );
}

function Found({ integrity }: { integrity: AuditIntegrity }) {
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const { verdict, running } = integrity;
  return (
    <Flex direction="column" gap="2">
      <div role="status">
        {verdict ? (
          <Verdict verdict={verdict} />
        ) : (
          <StatusLine status="unknown" word={t('integrity.never')} />
        )}
      </div>
      {running ? (
        <label className={styles.progress}>
          {t('integrity.running', {
            sequence: format.number(running.sequence),
            of: format.number(running.of),
          })}
          <progress
            value={running.sequence - running.since}
            max={Math.max(1, running.of - running.since)}
          />
        </label>
      ) : null}
    </Flex>
  );
}

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const { since, until, inherited, inheritedAt } = verdict;
  return (
    <>
      <StatusLine
        status={verdict.kind === 'whole' ? 'healthy' : 'failed'}
        word={t(`integrity.${verdict.kind}`)}
      />
      <div className={styles.secondary}>
        {until > since
          ? `${t('integrity.since', {
              first: format.number(since + 1),
              until: format.number(until),
            })} · `
          : ''}
        <Age at={verdict.checkedAt} />
      </div>
      {inherited > since ? (
        <div className={styles.secondary}>
          {t('integrity.inherited', {
            until: format.number(inherited),
            at: inheritedAt === undefined ? '–' : format.instant(inheritedAt),
          })}
        </div>
      ) : null}
      {verdict.kind === 'broken' ? (
        <FindingList findings={verdict.findings} />
      ) : null}
    </>
  );
}
