import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { followPages } from '@flytower/contract';
import { deliveryContract, Revision } from '@flytower/plugin-delivery-common';
import {
  Age,
  DataColumn,
  DataTable,
  EmptyPanel,
  LiveView,
  NameCell,
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
        await followPages(500, page =>
          client.listRevisions({
            params: { tenant, service: slug },
            query: page,
            signal,
          }),
        )
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
  const runningIn = (number: number) =>
    service.environments
      .filter(({ revision }) => revision === number)
      .map(({ environment }) => environment);
  const columns: DataColumn<Revision>[] = [
    {
      id: 'revision',
      title: t('revisions.revision'),
      cell: ({ number }) => (
        <NameCell
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
      title: t('revisions.image'),
      cell: ({ spec, imageDigest }) => (
        <>
          <span className={styles.image}>{spec.image}</span>
          {imageDigest === undefined ? (
            <div className={styles.secondary}>{t('revisions.noDigest')}</div>
          ) : null}
        </>
      ),
    },
    {
      id: 'created',
      title: t('revisions.created'),
      cell: ({ createdAt, createdBy }) => (
        <>
          <Age at={createdAt} />
          <div className={styles.secondary}>
            {t('application.createdBy', { person: personName(createdBy) })}
          </div>
        </>
      ),
    },
    {
      id: 'actions',
      title: t('revisions.actions'),
      cell: ({ number }) => (
        <>
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
        </>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('service.revisions')}
        columns={
          mayRelease ? columns : columns.filter(({ id }) => id !== 'actions')
        }
        rows={revisions}
        rowKey={({ id }) => id}
      />
      {goal === undefined ? null : (
        <RollBackDialog
          service={service}
          revision={goal}
          onClose={() => setGoal(undefined)}
        />
      )}
    </>
  );
}
