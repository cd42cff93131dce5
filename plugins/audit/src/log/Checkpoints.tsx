import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, TextField } from '@backstage/ui';
import {
  auditContract,
  AuditCheckpointAnswer,
} from '@flytower/plugin-audit-common';
import {
  ErrorPanel,
  Panel,
  saveFile,
  Status,
  StatusLine,
  useAct,
  useContractClient,
  useFormat,
} from '@flytower/ui';
import { useState } from 'react';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';

const statusOf: Record<AuditCheckpointAnswer['kind'], Status> = {
  held: 'healthy',
  closed: 'stopped',
  missing: 'failed',
  replaced: 'failed',
  'not-ours': 'unknown',
};

/** Gives a checkpoint to be kept elsewhere, and compares the log with one that was. */
export function Checkpoints() {
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const audit = useContractClient(auditContract);
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<AuditCheckpointAnswer>();
  const download = useAct(async () => {
    const { checkpoint, sequence } = await audit.getCheckpoint();
    saveFile(
      `operation-log-checkpoint-${sequence}.txt`,
      `${checkpoint}\n`,
      'text/plain;charset=utf-8',
    );
  });
  const compare = useAct(async () => {
    setAnswer(undefined);
    setAnswer(await audit.compareCheckpoint({ body: { checkpoint: text } }));
  });
  const failed = [
    { error: download.error, what: t('checkpoint.download') },
    { error: compare.error, what: t('checkpoint.compare') },
  ];
  return (
    <Panel
      title={t('checkpoint.title')}
      action={
        <Button
          size="small"
          variant="secondary"
          isPending={download.busy}
          onPress={() => download.run()}
        >
          {t('checkpoint.download')}
        </Button>
      }
    >
      <p className={styles.secondary}>{t('checkpoint.text')}</p>
      <div className={styles.bar}>
        <TextField
          className={styles.wide}
          size="small"
          label={t('checkpoint.label')}
          placeholder="checkpoint.v1.…"
          autoComplete="off"
          value={text}
          onChange={setText}
        />
        <Button
          variant="secondary"
          isDisabled={text.trim() === ''}
          isPending={compare.busy}
          onPress={() => compare.run()}
        >
          {t('checkpoint.compare')}
        </Button>
      </div>
      <div role="status">
        {answer ? (
          <StatusLine
            status={statusOf[answer.kind]}
            word={t(`checkpoint.${answer.kind}`)}
            reason={t('checkpoint.fact', {
              sequence: format.number(answer.sequence),
              at: format.instant(answer.at),
            })}
          />
        ) : null}
      </div>
      {failed.map(({ error, what }) =>
        error ? (
          <ErrorPanel key={what} error={error} what={what} during="act" />
        ) : null,
      )}
    </Panel>
  );
}
