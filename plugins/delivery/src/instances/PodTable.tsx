import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Cell,
  CellText,
  ColumnConfig,
  Table,
  Text,
  useTable,
} from '@backstage/ui';
import { Pod } from '@flytower/plugin-delivery-common';
import { Age, CopyCommand, StatusLine } from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';

/** The pods of a service in one cluster, with status and events in words. */
export function PodTable(props: {
  pods: Pod[];
  namespace: string;
  /** Offered where the reader may restart an instance. */
  onRestart?: (pod: Pod) => void;
}) {
  const { pods, namespace, onRestart } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  type Row = Pod & { id: string };
  const { tableProps } = useTable({
    mode: 'complete',
    data: pods.map((pod): Row => ({ ...pod, id: pod.uid })),
    paginationOptions: { type: pods.length > 20 ? 'page' : 'none' },
  });
  const columns: ColumnConfig<Row>[] = [
    {
      id: 'pod',
      label: t('instances.pod'),
      isRowHeader: true,
      minWidth: 220,
      cell: ({ name, node }) => (
        <CellText title={name} description={node ?? t('instances.noNode')} />
      ),
    },
    {
      id: 'status',
      label: t('instances.status'),
      minWidth: 220,
      cell: ({ health }) => (
        <Cell>
          <StatusLine
            status={health.status}
            reason={health.status === 'healthy' ? undefined : health.sentence}
          />
        </Cell>
      ),
    },
    {
      id: 'revision',
      label: t('instances.revision'),
      minWidth: 160,
      cell: ({ revision, images }) => (
        <CellText
          title={
            revision === undefined
              ? t('instances.unknownRevision')
              : String(revision)
          }
          description={images.join(', ')}
        />
      ),
    },
    {
      id: 'restarts',
      label: t('instances.restarts'),
      minWidth: 90,
      cell: ({ restarts }) => <CellText title={String(restarts)} />,
    },
    {
      id: 'age',
      label: t('instances.age'),
      minWidth: 120,
      cell: ({ createdAt }) => (
        <Cell>
          <Age at={createdAt} />
        </Cell>
      ),
    },
    {
      id: 'events',
      label: t('instances.events'),
      minWidth: 260,
      cell: pod => (
        <Cell>
          <Events pod={pod} />
        </Cell>
      ),
    },
    {
      id: 'actions',
      label: t('revisions.actions'),
      minWidth: 160,
      cell: pod => (
        <Cell>
          <CopyCommand
            command={`kubectl --namespace ${namespace} describe pod ${pod.name}`}
          />
          {onRestart ? (
            <Button
              size="small"
              variant="tertiary"
              aria-label={`${t('instances.restart')} ${pod.name}`}
              onPress={() => onRestart(pod)}
            >
              {t('instances.restart')}
            </Button>
          ) : null}
        </Cell>
      ),
    },
  ];
  return pods.length === 0 ? (
    <Text color="secondary">{t('instances.noPods')}</Text>
  ) : (
    <div className={styles.scroll}>
      <Table {...tableProps} columnConfig={columns} />
    </div>
  );
}

/** The latest three; Kubernetes repeats itself. */
function Events({ pod }: { pod: Pod }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return pod.events.length === 0 ? (
    <Text color="secondary">{t('instances.noEvents')}</Text>
  ) : (
    <ul className={styles.events}>
      {pod.events.slice(0, 3).map(({ reason, sentence, lastSeen, count }) => (
        <li key={`${reason} ${sentence}`}>
          {sentence} <Age at={lastSeen} />
          {count > 1
            ? ` · ${t('instances.times', { times: String(count) })}`
            : ''}
        </li>
      ))}
    </ul>
  );
}
