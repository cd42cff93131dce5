import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  Button,
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Container,
  Flex,
  Header,
  Text,
} from '@backstage/ui';
import { isFinished } from '@flytower/contract';
import {
  ClusterProgress,
  deliveryContract,
  Release,
  releaseControlPermission,
  releaseCreatePermission,
  scheduleInWords,
} from '@flytower/plugin-delivery-common';
import {
  ClusterDots,
  Crumbs,
  Facts,
  LiveView,
  OperationView,
  Status,
  StatusLine,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { useLocation, useParams } from 'react-router-dom';
import { PodTable } from '../instances/PodTable';
import { StaleClusters } from '../instances/StaleClusters';
import { useInstances } from '../instances/useInstances';
import { RollBackDialog } from '../service/RollBackDialog';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';

const statusOfProgress: Record<ClusterProgress['state'], Status> = {
  pending: 'stopped',
  'in-progress': 'progressing',
  waiting: 'waiting',
  succeeded: 'healthy',
  failed: 'failed',
  skipped: 'stopped',
};

/** One release under a URL that lasts: per cluster, down to pods. */
export function ReleasePage() {
  const {
    tenant = '',
    application = '',
    service = '',
    release: id = '',
  } = useParams();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const paths = usePaths();
  const { pathname } = useLocation();
  const live = useLive(
    signal => client.getRelease({ params: { tenant, release: id }, signal }),
    { key: id, progressing: ({ operation }) => !isFinished(operation.state) },
  );
  return (
    <Crumbs
      path={[
        {
          label: application,
          href: paths.application({ tenant, application }),
        },
        {
          label: service,
          href: paths.service({ tenant, application, service }),
        },
        {
          label:
            live.kind === 'ready'
              ? t('list.releaseNumber', { number: String(live.value.number) })
              : t('release.what'),
          href: pathname,
        },
      ]}
    >
      <Header
        title={
          live.kind === 'ready'
            ? t('release.title', {
                kind: t(`kind.${live.value.kind}`),
                number: String(live.value.number),
                service,
              })
            : t('release.what')
        }
        customActions={
          <ButtonLink
            variant="secondary"
            href={paths.service({ tenant, application, service })}
          >
            {t('release.backToService', { service })}
          </ButtonLink>
        }
      />
      <Container>
        <LiveView live={live} what={t('release.what')}>
          {release => <ReleaseView release={release} refresh={live.refresh} />}
        </LiveView>
      </Container>
    </Crumbs>
  );
}

function ReleaseView(props: { release: Release; refresh: () => void }) {
  const { release, refresh } = props;
  const { tenant, id, operation, clusters, controls } = release;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const { allowed: mayControl } = usePermission({
    permission: releaseControlPermission,
    resourceRef: tenant,
  });
  return (
    <Flex direction="column" gap="5">
      <ClusterDots
        schedule={release.schedule && scheduleInWords(release.schedule)}
        shares={clusters.map(({ cluster, to, ready }) => ({
          cluster,
          wanted: to,
          ready,
        }))}
      />
      <Facts
        facts={[
          { term: t('release.environment'), value: release.environment },
          {
            term: t('release.revision'),
            value: release.revision
              ? `${release.revision.number} · ${release.revision.image}`
              : undefined,
          },
          {
            term: t('release.before'),
            value: release.previousRevision
              ? `${release.previousRevision.number} · ${release.previousRevision.image}`
              : undefined,
          },
          { term: t('release.note'), value: release.note },
        ]}
      />
      <OperationView
        operation={operation}
        controls={mayControl ? controls : []}
        onControl={async verb => {
          await client.controlRelease({
            params: { tenant, release: id },
            body: { verb },
          });
          refresh();
        }}
      />
      <RollBack release={release} />
      <Text as="h2" variant="title-x-small">
        {t('release.clusters')}
      </Text>
      <ClusterCards release={release} />
    </Flex>
  );
}

/** Back to what ran before, for whoever may release, while this release is the one that counts. */
function RollBack({ release }: { release: Release }) {
  const { tenant, service: slug, previousRevision } = release;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const [open, setOpen] = useState(false);
  const { allowed } = usePermission({
    permission: releaseCreatePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    signal => client.getService({ params: { tenant, service: slug }, signal }),
    { key: `${release.id}/${release.operation.state}` },
  );
  const service = live.kind === 'ready' ? live.value : undefined;
  const runs = service?.environments.find(
    ({ environment }) => environment === release.environment,
  );
  if (
    !allowed ||
    !service ||
    !previousRevision ||
    !runs ||
    runs.revision === previousRevision.number ||
    !isFinished(release.operation.state)
  ) {
    return null;
  }
  return (
    <div>
      <Button variant="secondary" onPress={() => setOpen(true)}>
        {t('rollBackDialog.submit', {
          number: String(previousRevision.number),
        })}
      </Button>
      {open ? (
        <RollBackDialog
          service={service}
          revision={previousRevision.number}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}

function ClusterCards({ release }: { release: Release }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const live = useInstances(release, release.environment);
  const seen = live.kind === 'ready' ? live.value : undefined;
  return (
    <Flex direction="column" gap="4">
      {seen ? <StaleClusters instances={seen} /> : null}
      {release.clusters.map(progress => {
        const { cluster, state, sentence, ready, to, updated } = progress;
        return (
          <Card key={cluster}>
            <CardHeader>
              <div className={styles.cardHead}>
                <Text as="h3" variant="body-large" weight="bold">
                  {cluster}
                </Text>
                {release.schedule ? null : (
                  <span className={styles.secondary}>
                    {t('release.progress', {
                      ready: String(ready),
                      to: String(to),
                      updated: String(updated),
                    })}
                  </span>
                )}
              </div>
              <StatusLine status={statusOfProgress[state]} reason={sentence} />
            </CardHeader>
            <CardBody>
              <LiveView live={live} what={t('release.pods', { cluster })}>
                {instances => (
                  <PodTable
                    pods={
                      instances.clusters.find(one => one.cluster === cluster)
                        ?.pods ?? []
                    }
                    namespace={instances.namespace}
                  />
                )}
              </LiveView>
            </CardBody>
          </Card>
        );
      })}
    </Flex>
  );
}
