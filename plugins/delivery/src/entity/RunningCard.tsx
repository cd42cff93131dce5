import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import { APPLICATION_ANNOTATION } from '@flytower/contract';
import {
  OverviewItem,
  scheduleInWords,
} from '@flytower/plugin-delivery-common';
import {
  ClusterDots,
  Live,
  LiveView,
  Panel,
  StatusLine,
  useTenantEntity,
} from '@flytower/ui';
import styles from '../delivery.module.css';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { usePaths } from '../usePaths';
import { useOverview } from './useOverview';

/** On the Component of a service: what of it runs where, and its last release. */
export function ServiceRunningCard() {
  const { tenant, name, annotation } = useTenantEntity();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const address = {
    tenant,
    application: annotation(APPLICATION_ANNOTATION),
    service: name,
  };
  return (
    <RunningCard
      live={useOverview({ tenant, service: name })}
      link={
        <Link href={paths.service(address)}>{t('entity.openService')}</Link>
      }
    />
  );
}

/** On the System of an application: the same of each of its services. */
export function ApplicationRunningCard() {
  const { tenant, name } = useTenantEntity();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const address = { tenant, application: name };
  return (
    <RunningCard
      live={useOverview(address)}
      named
      link={
        <Link href={paths.application(address)}>
          {t('entity.openApplication')}
        </Link>
      }
    />
  );
}

function RunningCard(props: {
  live: Live<OverviewItem[]>;
  link: JSX.Element;
  /** Whether each line names its service. */
  named?: boolean;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <Panel title={t('entity.running')} action={props.link}>
      <LiveView live={props.live} what={t('entity.running')}>
        {items =>
          items.length === 0 ? (
            <Text as="p" color="secondary">
              {t('list.noServices')}
            </Text>
          ) : (
            <Flex direction="column" gap="4">
              {items.map(item => (
                <RunningLine
                  key={`${item.service}/${item.environment ?? ''}`}
                  item={item}
                  named={props.named}
                />
              ))}
            </Flex>
          )
        }
      </LiveView>
    </Panel>
  );
}

/** One service in one environment: how it is, its instances as dots, and the release that made it so. */
function RunningLine(props: { item: OverviewItem; named?: boolean }) {
  const { item, named } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const { environment, health, clusters, release } = item;
  return (
    <div>
      <div className={styles.cardHead}>
        <Text as="h3" variant="body-medium" weight="bold">
          {named ? (
            <>
              <Link href={paths.service(item)}>{item.serviceName}</Link>{' '}
            </>
          ) : null}
          {environment ?? t('list.notPublished')}
        </Text>
        {release ? (
          <Link href={paths.release(item, release.id)}>
            {t('list.releaseNumber', { number: String(release.number) })}
          </Link>
        ) : null}
      </div>
      <StatusLine status={health.status} reason={health.sentence} />
      <ClusterDots
        schedule={item.schedule && scheduleInWords(item.schedule)}
        shares={clusters.map(({ cluster, desired, ready }) => ({
          cluster,
          wanted: desired,
          ready,
        }))}
      />
    </div>
  );
}
