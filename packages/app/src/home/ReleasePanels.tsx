import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import { Operation } from '@flytower/contract';
import { Release, scheduleInWords } from '@flytower/plugin-delivery-common';
import {
  Age,
  ClusterDots,
  Live,
  LiveView,
  OperationChip,
  Panel,
  personName,
} from '@flytower/ui';
import { ReactNode } from 'react';
import { appTranslationRef } from '../translation/appTranslationRef';
import styles from './home.module.css';
import { homeExternalRoutes } from './routes';

type Releases = Live<{ items: Release[] }>;

/** Releases that go on by themselves. */
export function ReleasesPanel({ releases }: { releases: Releases }) {
  const { t } = useTranslationRef(appTranslationRef);
  return (
    <Panel title={t('home.releases')}>
      <LiveView live={releases} what={t('home.releases')}>
        {({ items }) => {
          const moving = items.filter(
            ({ operation }) => operation.state === 'in-progress',
          );
          return moving.length === 0 ? (
            <Text as="p" color="secondary">
              {t('home.noReleases')}
            </Text>
          ) : (
            <ul className={styles.list}>
              {moving.map(release => (
                <ReleaseRow key={release.id} release={release}>
                  <ClusterDots
                    schedule={
                      release.schedule && scheduleInWords(release.schedule)
                    }
                    shares={release.clusters.map(({ cluster, to, ready }) => ({
                      cluster,
                      wanted: to,
                      ready,
                    }))}
                  />
                </ReleaseRow>
              ))}
            </ul>
          );
        }}
      </LiveView>
    </Panel>
  );
}

/**
 * What goes on only when somebody acts: releases that are paused or wait, services whose last release failed, and orders
 * of public services that wait or failed.
 */
export function WaitingPanel(props: {
  releases: Releases;
  failed: Releases;
  orders: Live<{ items: Operation[] }>;
  /** The one that the header chose; empty for all. */
  tenant: string;
}) {
  const { t } = useTranslationRef(appTranslationRef);
  const { releases, orders, tenant } = props;
  const stuck =
    orders.kind === 'ready'
      ? orders.value.items.filter(
          order =>
            (order.state === 'waiting' || order.state === 'failed') &&
            (!tenant || order.tenant === tenant),
        )
      : [];
  const failed = props.failed.kind === 'ready' ? props.failed.value.items : [];
  return (
    <Panel title={t('home.waiting')}>
      <LiveView live={releases} what={t('home.waiting')}>
        {({ items }) => {
          const waiting = items.filter(
            ({ operation }) => operation.state !== 'in-progress',
          );
          return waiting.length + failed.length + stuck.length === 0 ? (
            <Text as="p" color="secondary">
              {t('home.nothingWaiting')}
            </Text>
          ) : (
            <ul className={styles.list}>
              {[...waiting, ...failed].map(release => (
                <ReleaseRow key={release.id} release={release} />
              ))}
              {stuck.map(order => (
                <OrderRow key={order.id} order={order} />
              ))}
            </ul>
          );
        }}
      </LiveView>
    </Panel>
  );
}

function OrderRow({ order }: { order: Operation }) {
  const toOperation = useRouteRef(homeExternalRoutes.instanceOperation);
  const { id, subject, tenant, state, reason } = order;
  return (
    <li className={styles.row}>
      <div className={styles.rowHead}>
        <strong>
          {toOperation && tenant ? (
            <Link
              href={toOperation({
                tenant,
                instance: subject.name,
                operation: id,
              })}
            >
              {subject.name}
            </Link>
          ) : (
            subject.name
          )}
        </strong>
        <span className={styles.context}>{tenant}</span>
      </div>
      <OperationChip state={state} reason={reason} />
    </li>
  );
}

function ReleaseRow(props: { release: Release; children?: ReactNode }) {
  const { release, children } = props;
  return (
    <li className={styles.row}>
      <div className={styles.rowHead}>
        <ReleaseLink release={release} />
        <span className={styles.context}>
          {release.environment}
          {' · '}
          {personName(release.requester)}
          {' · '}
          <Age at={release.createdAt} />
        </span>
      </div>
      <OperationChip
        state={release.operation.state}
        reason={release.operation.reason}
      />
      {children}
    </li>
  );
}

function ReleaseLink({ release }: { release: Release }) {
  const { t } = useTranslationRef(appTranslationRef);
  const toRelease = useRouteRef(homeExternalRoutes.release);
  const { id, number, tenant, application, service } = release;
  const name = t('home.release', { service, number: String(number) });
  return (
    <strong>
      {toRelease ? (
        <Link href={toRelease({ tenant, application, service, release: id })}>
          {name}
        </Link>
      ) : (
        name
      )}
    </strong>
  );
}
