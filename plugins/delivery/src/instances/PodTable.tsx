import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { Pod } from '@flytower/plugin-delivery-common';
import {
  Age,
  CopyCommand,
  DataColumn,
  DataTable,
  NameCell,
  StatusLine,
} from '@flytower/ui';
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
  const columns: DataColumn<Row>[] = [
    {
      id: 'pod',
      title: t('instances.pod'),
      cell: ({ name, node }) => (
        <NameCell title={name} description={node ?? t('instances.noNode')} />
      ),
    },
    {
      id: 'status',
      title: t('instances.status'),
      cell: ({ health }) => (
        <>
          <StatusLine
            status={health.status}
            reason={health.status === 'healthy' ? undefined : health.sentence}
          />
        </>
      ),
    },
    {
      id: 'revision',
      title: t('instances.revision'),
      cell: ({ revision, images }) => (
        <NameCell
          title={
            revision === undefined
              ? t('instances.unknownRevision')
              : String(revision)
          }
          description={revision === undefined ? images.join(', ') : undefined}
        />
      ),
    },
    {
      id: 'restarts',
      title: t('instances.restarts'),
      cell: ({ restarts }) => <NameCell title={String(restarts)} />,
    },
    {
      id: 'age',
      title: t('instances.age'),
      cell: ({ createdAt }) => (
        <>
          <Age at={createdAt} />
        </>
      ),
    },
    {
      id: 'events',
      title: t('instances.events'),
      cell: pod => (
        <>
          <Events pod={pod} />
        </>
      ),
    },
    {
      id: 'actions',
      title: t('revisions.actions'),
      cell: pod => (
        <span className={styles.actions}>
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
        </span>
      ),
    },
  ];
  return pods.length === 0 ? (
    <Text color="secondary">{t('instances.noPods')}</Text>
  ) : (
    <DataTable
      label={t('service.instances')}
      columns={columns}
      rows={pods.map((pod): Row => ({ ...pod, id: pod.uid }))}
      rowKey={({ id }) => id}
    />
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
