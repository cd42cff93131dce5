import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useAct } from '../live/useAct';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { ErrorPanel } from './ErrorPanel';
import { saveFile } from './saveFile';

/**
 * Gives what the page shows as a file, all pages of it.
 *
 * @public
 */
export function CsvButton(props: {
  /** The file's name, for example "usage-by-cluster.csv". */
  fileName: string;
  load: () => Promise<string>;
}) {
  const { fileName, load } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  const act = useAct(async () => {
    // A byte order mark, without which spreadsheets take the text for another encoding.
    saveFile(fileName, `\ufeff${await load()}`, 'text/csv;charset=utf-8');
  });
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        isPending={act.busy}
        onPress={() => act.run()}
      >
        {t('csv.download')}
      </Button>
      {act.error ? (
        <ErrorPanel error={act.error} what={t('csv.download')} during="act" />
      ) : null}
    </>
  );
}
