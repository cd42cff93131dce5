import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  Alert,
  Button,
  ButtonLink,
  Container,
  Flex,
  Header,
  Link,
} from '@backstage/ui';
import {
  deliveryContract,
  nextRuns,
  releaseCreatePermission,
  scheduleInWords,
  Service,
} from '@flytower/plugin-delivery-common';
import {
  Crumbs,
  Facts,
  LiveView,
  useContractClient,
  useFormat,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { Route, Routes, useParams } from 'react-router-dom';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';
import { ImageDialog } from './ImageDialog';
import { InstancesTab } from './InstancesTab';
import { OverviewTab } from './OverviewTab';
import { ReleasesTab } from './ReleasesTab';
import { RevisionsTab } from './RevisionsTab';
import { ServiceBindings } from './ServiceBindings';
import { SettingsTab } from './SettingsTab';

/** What each tab gets: the service, whether the reader may release it, and how to ask for it again. */
export interface ServiceTabProps {
  service: Service;
  mayRelease: boolean;
  refresh: () => void;
}

const tabIds = [
  'overview',
  'releases',
  'revisions',
  'instances',
  'settings',
] as const;

/** A service: what runs where, how it came to be so, and what can be done. */
export function ServicePage() {
  const { tenant = '', application = '', service: slug = '' } = useParams();
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const paths = usePaths();
  const address = { tenant, application, service: slug };
  const { allowed: mayRelease } = usePermission({
    permission: releaseCreatePermission,
    resourceRef: tenant,
  });
  const live = useLive(
    signal => client.getService({ params: { tenant, service: slug }, signal }),
    { key: `${tenant}/${slug}` },
  );
  const here = paths.service(address);
  const isJob = live.kind === 'ready' && live.value.kind === 'scheduled-job';
  return (
    <Crumbs
      path={[
        { label: application, href: paths.application(address) },
        {
          label: live.kind === 'ready' ? live.value.displayName : slug,
          href: here,
        },
      ]}
    >
      <Header
        title={live.kind === 'ready' ? live.value.displayName : slug}
        tabs={tabIds.map(id => ({
          id,
          label: t(
            id === 'instances' && isJob ? 'service.runs' : `service.${id}`,
          ),
          href: id === 'overview' ? here : `${here}/${id}`,
        }))}
        customActions={
          live.kind === 'ready' && mayRelease ? (
            <ServiceActions service={live.value} />
          ) : undefined
        }
      />
      <Container>
        <LiveView live={live} what={t('service.what', { service: slug })}>
          {service => {
            const tab = { service, mayRelease, refresh: live.refresh };
            return (
              <Flex direction="column" gap="4">
                <ServiceHead service={service} mayRelease={mayRelease} />
                <Routes>
                  <Route
                    index
                    element={
                      <>
                        <OverviewTab {...tab} />
                        <ServiceBindings
                          service={service}
                          mayRelease={mayRelease}
                        />
                      </>
                    }
                  />
                  <Route path="releases" element={<ReleasesTab {...tab} />} />
                  <Route path="revisions" element={<RevisionsTab {...tab} />} />
                  <Route path="instances" element={<InstancesTab {...tab} />} />
                  <Route path="settings" element={<SettingsTab {...tab} />} />
                </Routes>
              </Flex>
            );
          }}
        </LiveView>
      </Container>
    </Crumbs>
  );
}

function ServiceActions({ service }: { service: Service }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const [changingImage, setChangingImage] = useState(false);
  return (
    <>
      <Button variant="secondary" onPress={() => setChangingImage(true)}>
        {t('service.changeImage')}
      </Button>
      <ButtonLink
        variant="primary"
        href={paths.releaseWizard({ ...service, service: service.slug })}
      >
        {t('service.release')}
      </ButtonLink>
      {changingImage ? (
        <ImageDialog
          service={service}
          onClose={() => setChangingImage(false)}
        />
      ) : null}
    </>
  );
}

function ServiceHead(props: { service: Service; mayRelease: boolean }) {
  const { service, mayRelease } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const paths = usePaths();
  const component = paths.component({ ...service, service: service.slug });
  const format = useFormat();
  const { schedule } = service.draft;
  const [next] = schedule
    ? nextRuns(schedule, { after: new Date(), count: 1 })
    : [];
  const changed =
    !service.draftReleased && service.latestRevision !== undefined;
  return (
    <>
      <Facts
        facts={[
          {
            term: t('service.application'),
            value: (
              <Link href={paths.application(service)}>
                {service.application}
              </Link>
            ),
          },
          { term: t('service.tenant'), value: service.tenant },
          {
            term: t('service.image'),
            value: <span className={styles.image}>{service.draft.image}</span>,
          },
          {
            term: t('service.revision'),
            value: service.latestRevision,
          },
          ...(schedule
            ? [
                {
                  term: t('service.schedule'),
                  value: scheduleInWords(schedule),
                },
                {
                  term: t('service.nextRun'),
                  value: next ? format.instant(next) : undefined,
                },
              ]
            : []),
          {
            term: t('entity.catalog'),
            value: component && (
              <Link href={component}>{t('entity.inCatalog')}</Link>
            ),
          },
        ]}
      />
      {changed ? (
        <Alert
          status="info"
          icon
          title={t('service.draftDiffers')}
          customActions={
            mayRelease ? (
              <ButtonLink
                size="small"
                variant="secondary"
                href={paths.releaseWizard({
                  ...service,
                  service: service.slug,
                })}
              >
                {t('service.releaseDraft')}
              </ButtonLink>
            ) : undefined
          }
        />
      ) : null}
    </>
  );
}
