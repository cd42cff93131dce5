import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Text,
} from '@backstage/ui';
import {
  deliveryContract,
  Instances,
  scheduleInWords,
  Service,
} from '@flytower/plugin-delivery-common';
import {
  ClusterDots,
  ConfirmByName,
  CopyCommand,
  EmptyPanel,
  LiveView,
  StatusLine,
  useContractClient,
  useFormat,
} from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ClusterTable } from '../instances/ClusterTable';
import { RunTable } from '../instances/RunTable';
import { KeepingPanel } from '../instances/KeepingPanel';
import { StaleClusters } from '../instances/StaleClusters';
import { useInstances } from '../instances/useInstances';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import { ScaleDialog } from './ScaleDialog';
import type { ServiceTabProps } from './ServicePage';

/** How the service is in each environment, cluster by cluster. */
export function OverviewTab({ service, mayRelease, refresh }: ServiceTabProps) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  return service.environments.length === 0 ? (
    <EmptyPanel
      title={t('service.notPublishedTitle')}
      action={
        mayRelease ? (
          <ButtonLink
            variant="primary"
            href={paths.releaseWizard({ ...service, service: service.slug })}
          >
            {t('service.release')}
          </ButtonLink>
        ) : undefined
      }
    >
      {t(
        service.kind === 'scheduled-job'
          ? 'service.notPublishedJob'
          : 'service.notPublishedText',
        { service: service.displayName },
      )}
    </EmptyPanel>
  ) : (
    <Flex direction="column" gap="4">
      {service.environments.map(({ environment, instances, revision }) => (
        <EnvironmentCard
          key={environment}
          service={service}
          environment={environment}
          instances={instances}
          revision={revision}
          mayRelease={mayRelease}
          refresh={refresh}
        />
      ))}
    </Flex>
  );
}

function EnvironmentCard(props: {
  service: Service;
  environment: string;
  instances: number;
  revision: number;
  mayRelease: boolean;
  refresh: () => void;
}) {
  const { service, environment, revision, mayRelease } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const format = useFormat();
  const live = useInstances(
    { tenant: service.tenant, service: service.slug },
    environment,
  );
  // In the reader's own time and language, where nothing else is to be said.
  const nextRunOf = ({ health, nextRun, runs = [] }: Instances) =>
    nextRun &&
    health.status === 'healthy' &&
    runs.every(({ outcome }) => outcome !== 'running')
      ? t('runs.next', { instant: format.instant(nextRun) })
      : undefined;
  return (
    <Card>
      <CardHeader>
        <div className={styles.cardHead}>
          <Text as="h2" variant="title-x-small">
            {environment}
          </Text>
          {mayRelease ? <EnvironmentActions {...props} /> : null}
        </div>
      </CardHeader>
      <CardBody>
        <LiveView live={live} what={t('instances.what', { environment })}>
          {seen => (
            <Flex direction="column" gap="4">
              <StaleClusters instances={seen} />
              <KeepingPanel
                tenant={service.tenant}
                service={service.slug}
                instances={seen}
                onActed={live.refresh}
              />
              <Text as="p">
                {t('service.running', { number: String(revision) })}{' '}
                <span className={styles.image}>{imageOf(seen, revision)}</span>
              </Text>
              <StatusLine
                status={seen.health.status}
                reason={nextRunOf(seen) ?? seen.health.sentence}
              />
              <ClusterDots
                schedule={seen.schedule && scheduleInWords(seen.schedule)}
                shares={seen.clusters.map(({ cluster, desired, ready }) => ({
                  cluster,
                  wanted: desired,
                  ready,
                }))}
              />
              <ClusterTable instances={seen} />
              {seen.runs ? <RunTable runs={seen.runs} /> : null}
              <div>
                <CopyCommand
                  command={`kubectl --namespace ${seen.namespace} get ${
                    seen.schedule ? 'cronjobs,jobs,pods' : 'deployments,pods'
                  } --selector app.kubernetes.io/name=${service.slug}`}
                />
              </div>
            </Flex>
          )}
        </LiveView>
      </CardBody>
    </Card>
  );
}

/** The image of a revision as it runs; nothing while no pod has it. */
function imageOf(seen: Instances, revision: number): string | undefined {
  return seen.clusters
    .flatMap(({ pods }) => pods)
    .find(pod => pod.revision === revision)
    ?.images.join(', ');
}

function EnvironmentActions(props: {
  service: Service;
  environment: string;
  instances: number;
}) {
  const { service, environment, instances } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [open, setOpen] = useState<'scale' | 'unpublish'>();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const address = { ...service, service: service.slug };
  const isJob = service.kind === 'scheduled-job';
  const close = () => setOpen(undefined);
  return (
    <span className={styles.inline}>
      {isJob ? null : (
        <Button
          size="small"
          variant="secondary"
          onPress={() => setOpen('scale')}
        >
          {t('service.scale')}
        </Button>
      )}
      <Button
        size="small"
        variant="secondary"
        destructive
        onPress={() => setOpen('unpublish')}
      >
        {t('service.unpublish')}
      </Button>
      {open === 'scale' ? (
        <ScaleDialog
          service={service}
          environment={environment}
          instances={instances}
          onClose={close}
        />
      ) : null}
      {open === 'unpublish' ? (
        <ConfirmByName
          title={t('unpublishDialog.title', {
            service: service.displayName,
            environment,
          })}
          name={service.slug}
          action={t('unpublishDialog.action', { service: service.displayName })}
          onConfirm={async () => {
            const release = await client.createRelease({
              params: { tenant: service.tenant, service: service.slug },
              body: { kind: 'unpublish', environment },
              idempotencyKey,
            });
            navigate(paths.release(address, release.id));
          }}
          onClose={close}
        >
          {isJob
            ? t('unpublishDialog.textOfJob', {
                service: service.displayName,
                environment,
              })
            : t('unpublishDialog.text', {
                service: service.displayName,
                environment,
                instances: t('wizard.instanceCount', { count: instances }),
              })}
        </ConfirmByName>
      ) : null}
    </span>
  );
}
