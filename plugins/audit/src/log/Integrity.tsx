import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { auditContract, AuditIntegrity } from '@flytower/plugin-audit-common';
import {
  ErrorPanel,
  Panel,
  StatusLine,
  useAct,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import styles from '../audit.module.css';
import { auditTranslationRef } from '../translation/auditTranslationRef';

/** Lets an operations admin check that no fact of the log was changed or removed. */
export function Integrity() {
  const { t } = useTranslationRef(auditTranslationRef);
  const audit = useContractClient(auditContract);
  const [found, setFound] = useState<AuditIntegrity>();
  const check = useAct(async () => {
    setFound(await audit.getIntegrity());
  });
  return (
    <Panel
      title={t('integrity.title')}
      action={
        <Button
          size="small"
          variant="secondary"
          isPending={check.busy}
          onPress={() => {
            check.run();
          }}
        >
          {t('integrity.check')}
        </Button>
      }
    >
      <p className={styles.secondary}>{t('integrity.text')}</p>
      <div role="status">
        {found ? (
          <StatusLine
            status={found.kind === 'whole' ? 'healthy' : 'failed'}
            word={t(`integrity.${found.kind}`)}
            reason={found.sentence}
          />
        ) : null}
      </div>
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
