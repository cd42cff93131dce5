import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Link } from '@backstage/ui';
import {
  OverviewItem,
  scheduleInWords,
} from '@flytower/plugin-delivery-common';
import {
  ClusterDots,
  EmptyPanel,
  Live,
  LiveView,
  Panel,
  StatusLine,
} from '@flytower/ui';
import { appTranslationRef } from '../translation/appTranslationRef';
import styles from './home.module.css';
import { homeExternalRoutes } from './routes';

/** The reader's services, problems first: how each is, and what runs where. */
export function ServicesPanel(props: {
  overview: Live<{ items: OverviewItem[] }>;
  /** Whether the reader is in a tenant, where an application could be created. */
  mayCreate: boolean;
}) {
  const { t } = useTranslationRef(appTranslationRef);
  const toApplications = useRouteRef(homeExternalRoutes.applications);
  const toCreate = useRouteRef(homeExternalRoutes.createApplication);
  const toService = useRouteRef(homeExternalRoutes.service);
  return (
    <Panel
      title={t('home.applications')}
      action={
        toApplications ? (
          <Link href={toApplications()}>{t('home.all')}</Link>
        ) : undefined
      }
    >
      <LiveView live={props.overview} what={t('home.applications')}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyPanel
              title={t('home.noApplications')}
              action={
                toCreate && props.mayCreate ? (
                  <ButtonLink variant="primary" href={toCreate()}>
                    {t('home.createApplication')}
                  </ButtonLink>
                ) : undefined
              }
            >
              {t('home.noApplicationsText')}
            </EmptyPanel>
          ) : (
            <ul className={styles.list}>
              {items.map(item => (
                <li
                  key={`${item.tenant}/${item.service}/${item.environment}`}
                  className={styles.row}
                >
                  <div className={styles.rowHead}>
                    <strong>
                      {toService ? (
                        <Link
                          href={toService({
                            tenant: item.tenant,
                            application: item.application,
                            service: item.service,
                          })}
                        >
                          {item.serviceName}
                        </Link>
                      ) : (
                        item.serviceName
                      )}
                    </strong>
                    <span className={styles.context}>
                      {[item.tenant, item.applicationName, item.environment]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </div>
                  <StatusLine
                    status={item.health.status}
                    reason={item.health.sentence}
                  />
                  <ClusterDots
                    schedule={item.schedule && scheduleInWords(item.schedule)}
                    shares={item.clusters.map(
                      ({ cluster, desired, ready }) => ({
                        cluster,
                        wanted: desired,
                        ready,
                      }),
                    )}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </LiveView>
    </Panel>
  );
}
