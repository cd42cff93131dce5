import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex } from '@backstage/ui';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  auditAcknowledgePermission,
  AuditFinding,
  AuditIntegrity,
} from '@flytower/plugin-audit-common';
import {
  ErrorPanel,
  LiveView,
  Panel,
  StatusLine,
  useFormat,
} from '@flytower/ui';
import { useState } from 'react';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { AcknowledgeDialog } from './AcknowledgeDialog';
import { FindingList } from './FindingList';
import { KnownList } from './KnownList';
import { IntegrityOfLog } from './useIntegrity';
import { Verdict } from './Verdict';

/** Where the banner leads to. */
export const INTEGRITY_PART = 'integrity';

/**
 * Whether the log is whole, as the last check found it. An operations admin may begin another, and say that they know of
 * what it found.
 */
export function Integrity({ integrity }: { integrity: IntegrityOfLog }) {
  const { t } = useTranslationRef(auditTranslationRef);
  const { live, check, busy } = integrity;
  const known = live.kind === 'ready' ? live.value : undefined;
  return (
    <div id={INTEGRITY_PART}>
      <Panel
        title={t('integrity.title')}
        action={
          <div className={styles.actions}>
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
          </div>
        }
      >
        <p className={styles.secondary}>{t('integrity.text')}</p>
        <LiveView live={live} what={t('integrity.what')}>
          {value => <Found value={value} onAcknowledged={live.refresh} />}
        </LiveView>
        {check.error ? (
          <ErrorPanel
            error={check.error}
            what={t('integrity.title')}
            during="act"
          />
        ) : null}
      </Panel>
    </div>
  );
}

function Found(props: { value: AuditIntegrity; onAcknowledged: () => void }) {
  const { verdict, running, newest } = props.value;
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  return (
    <Flex direction="column" gap="2">
      <div role="status">
        {verdict ? (
          <Verdict verdict={verdict} newest={newest} />
        ) : (
          <StatusLine status="unknown" word={t('integrity.never')} />
        )}
      </div>
      {verdict?.kind === 'broken' ? (
        <>
          <FindingList verdict={verdict} />
          <AcknowledgeButton
            findings={verdict.findings}
            onAcknowledged={props.onAcknowledged}
          />
        </>
      ) : null}
      {verdict && verdict.acknowledged.count > 0 ? (
        <KnownList acknowledged={verdict.acknowledged} />
      ) : null}
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

function AcknowledgeButton(props: {
  findings: AuditFinding[];
  onAcknowledged: () => void;
}) {
  const { findings, onAcknowledged } = props;
  const { t } = useTranslationRef(auditTranslationRef);
  const { allowed } = usePermission({ permission: auditAcknowledgePermission });
  const [open, setOpen] = useState(false);
  if (!allowed || findings.length === 0) {
    return null;
  }
  return (
    <div>
      <Button size="small" variant="secondary" onPress={() => setOpen(true)}>
        {t('acknowledge.open')}
      </Button>
      {open ? (
        <AcknowledgeDialog
          findings={findings}
          onDone={() => {
            setOpen(false);
            onAcknowledged();
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}
