import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { OperationState } from '@flytower/contract';
import { JobRun } from '@flytower/plugin-delivery-common';
import {
  DataColumn,
  DataTable,
  NameCell,
  OperationChip,
  useFormat,
} from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';

const stateOf: Record<JobRun['outcome'], OperationState> = {
  running: 'in-progress',
  succeeded: 'succeeded',
  failed: 'failed',
};

/** The last runs of a scheduled job, the latest first. */
export function RunTable({ runs }: { runs: JobRun[] }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const format = useFormat();
  type Row = JobRun & { id: string };
  const columns: DataColumn<Row>[] = [
    {
      id: 'started',
      title: t('runs.started'),
      cell: ({ startedAt, pod }) => (
        <NameCell title={format.instant(startedAt)} description={pod} />
      ),
    },
    {
      id: 'ended',
      title: t('runs.ended'),
      cell: ({ endedAt }) => (
        <NameCell title={endedAt ? format.instant(endedAt) : '–'} />
      ),
    },
    {
      id: 'outcome',
      title: t('runs.outcome'),
      cell: ({ outcome, sentence }) => (
        <>
          <OperationChip
            state={stateOf[outcome]}
            reason={outcome === 'succeeded' ? undefined : sentence}
          />
        </>
      ),
    },
    {
      id: 'cluster',
      title: t('runs.cluster'),
      cell: ({ cluster }) => <NameCell title={cluster} />,
    },
  ];
  return (
    <section>
      <Text as="h3" variant="title-x-small">
        {t('runs.title')}
      </Text>
      {runs.length === 0 ? (
        <Text as="p" color="secondary">
          {t('runs.none')}
        </Text>
      ) : (
        <DataTable
          label={t('runs.title')}
          columns={columns}
          rows={runs.map(run => ({ ...run, id: `${run.cluster}/${run.pod}` }))}
          rowKey={({ id }) => id}
        />
      )}
    </section>
  );
}
