import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import {
  meteringContract,
  UsageFilter,
  UsageGrouping,
} from '@flytower/plugin-metering-common';
import { useContractClient } from '@flytower/ui';
import { useState } from 'react';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';

/** Gives the lines that are asked for, all of them, as a file. */
export function CsvButton(props: {
  query: UsageFilter & { groupBy: UsageGrouping };
}) {
  const { query } = props;
  const { t } = useTranslationRef(meteringTranslationRef);
  const metering = useContractClient(meteringContract);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const download = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const csv = await metering.exportUsage({ query });
      // A byte order mark, without which spreadsheets take the text for another encoding.
      save(`usage-by-${query.groupBy}.csv`, `\ufeff${csv}`);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        isDisabled={busy}
        onPress={download}
      >
        {t('usage.csv')}
      </Button>
      {problem ? (
        <span role="alert">{`${t('usage.csvFailed')}: ${problem}`}</span>
      ) : null}
    </>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: 'text/csv;charset=utf-8' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
