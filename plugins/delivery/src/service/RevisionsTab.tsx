import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Cell,
  CellText,
  ColumnConfig,
  Table,
  useTable,
} from '@backstage/ui';
import { deliveryContract, Revision } from '@flytower/plugin-delivery-common';
import {
  Age,
  EmptyPanel,
  LiveView,
  personName,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { RollBackDialog } from './RollBackDialog';
import type { ServiceTabProps } from './ServicePage';

/** What was ever released, the latest first; each can be gone back to. */
export function RevisionsTab(props: ServiceTabProps) {
  const { tenant, slug } = props.service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const live = useLive(
    async signal =>
      (
        await client.listRevisions({
          params: { tenant, service: slug },
          query: { limit: 500 },
          signal,
        })
      ).items,
    { key: `${tenant}/${slug}` },
  );
  return (
    <LiveView live={live} what={t('revisions.what', { service: slug })}>
      {revisions =>
        revisions.length === 0 ? (
          <EmptyPanel title={t('revisions.emptyTitle')}>
            {t('revisions.emptyText')}
          </EmptyPanel>
        ) : (
          <RevisionTable {...props} revisions={revisions} />
        )
      }
    </LiveView>
  );
}

function RevisionTable(props: ServiceTabProps & { revisions: Revision[] }) {
  const { service, mayRelease, revisions } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const [goal, setGoal] = useState<number>();
  const { tableProps } = useTable({
    mode: 'complete',
    data: revisions,
    paginationOptions: { type: revisions.length > 20 ? 'page' : 'none' },
  });
  const runningIn = (number: number) =>
    service.environments
      .filter(({ revision }) => revision === number)
      .map(({ environment }) => environment);
  const columns: ColumnConfig<Revision>[] = [
    {
      id: 'revision',
      label: t('revisions.revision'),
      isRowHeader: true,
      minWidth: 150,
      cell: ({ number }) => (
        <CellText
          title={t('revisions.number', { number: String(number) })}
          description={
            runningIn(number).length > 0
              ? t('revisions.running', {
                  environments: runningIn(number).join(', '),
                })
              : undefined
          }
        />
      ),
    },
    {
      id: 'image',
      label: t('revisions.image'),
      minWidth: 260,
      cell: ({ spec, imageDigest }) => (
        <Cell>
          <span className={styles.image}>{spec.image}</span>
          {imageDigest === undefined ? (
            <div className={styles.secondary}>{t('revisions.noDigest')}</div>
          ) : null}
        </Cell>
      ),
    },
    {
      id: 'created',
      label: t('revisions.created'),
      minWidth: 160,
      cell: ({ createdAt, createdBy }) => (
        <Cell>
          <Age at={createdAt} />
          <div className={styles.secondary}>
            {t('application.createdBy', { person: personName(createdBy) })}
          </div>
        </Cell>
      ),
    },
    {
      id: 'actions',
      label: t('revisions.actions'),
      minWidth: 160,
      isHidden: !mayRelease,
      cell: ({ number }) => (
        <Cell>
          {service.environments.some(({ revision }) => revision !== number) ? (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('revisions.rollBackLabel', {
                number: String(number),
              })}
              onPress={() => setGoal(number)}
            >
              {t('revisions.rollBack')}
            </Button>
          ) : null}
        </Cell>
      ),
    },
  ];
  return (
    <div className={styles.scroll}>
      <Table {...tableProps} columnConfig={columns} />
      {goal === undefined ? null : (
        <RollBackDialog
          service={service}
          revision={goal}
          onClose={() => setGoal(undefined)}
        />
      )}
    </div>
  );
}
