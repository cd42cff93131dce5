import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
  Alert,
  Flex,
  Text,
} from '@backstage/ui';
import {
  OnboardingPlan,
  OnboardingRequest,
  PlannedObject,
} from '@flytower/plugin-tenancy-common';
import {
  DataColumn,
  DataTable,
  Facts,
  ManifestDrawer,
  NameCell,
  personName,
  Status,
  StatusLine,
  useFormat,
} from '@flytower/ui';
import styles from '../tenancy.module.css';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';

const statusOfDryRun: Record<PlannedObject['dryRun'], Status> = {
  accepted: 'healthy',
  refused: 'failed',
  'not-yet': 'waiting',
  'no-answer': 'unknown',
};

/** The server's plan: which objects will be made in which cluster, and what each API server says to them. */
export function OnboardingPlanView(props: {
  plan: OnboardingPlan;
  request: OnboardingRequest;
}) {
  const { plan, request } = props;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const format = useFormat();
  const clusters = [...new Set(plan.objects.map(({ cluster }) => cluster))];
  const warnings = plan.problems.filter(({ blocking }) => !blocking);
  return (
    <Flex direction="column" gap="4">
      <Text as="p" variant="title-x-small">
        {t('plan.summary', {
          count: plan.objects.length,
          clusters: clusters.join(', '),
        })}
      </Text>
      <Facts
        facts={[
          {
            term: t('plan.tenant'),
            value: `${request.displayName} (${request.slug})`,
          },
          {
            term: t('plan.people'),
            value: request.members
              .map(
                ({ person, role }) =>
                  `${personName(person)} (${t(`role.${role}`)})`,
              )
              .join(', '),
          },
          {
            term: t('plan.quota'),
            value: plan.quota
              ? [
                  format.cores(plan.quota.cpuMillicores),
                  format.bytes(plan.quota.memoryBytes),
                  format.pods(plan.quota.pods),
                ].join(' · ')
              : undefined,
          },
          {
            term: t('plan.namespaces'),
            value: plan.environments
              .map(
                ({ namespace, clusters: where }) =>
                  `${namespace} (${where.join(', ')})`,
              )
              .join(', '),
          },
        ]}
      />
      {warnings.length > 0 ? (
        <Alert
          status="warning"
          icon
          title={t('plan.warnings')}
          description={
            <ul className={styles.notes}>
              {warnings.map(({ sentence }) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          }
        />
      ) : null}
      <AccordionGroup allowsMultiple defaultExpandedKeys={clusters}>
        {clusters.map(cluster => {
          const objects = plan.objects.filter(one => one.cluster === cluster);
          return (
            <Accordion key={cluster} id={cluster}>
              <AccordionTrigger
                title={t('plan.cluster', { cluster, count: objects.length })}
              />
              <AccordionPanel>
                <PlannedObjects objects={objects} />
              </AccordionPanel>
            </Accordion>
          );
        })}
      </AccordionGroup>
    </Flex>
  );
}

function PlannedObjects({ objects }: { objects: PlannedObject[] }) {
  const { t } = useTranslationRef(tenancyTranslationRef);
  type Row = PlannedObject & { id: string };
  const columns: DataColumn<Row>[] = [
    {
      id: 'object',
      title: t('plan.object'),
      cell: ({ kind, name, namespace }) => (
        <NameCell title={`${kind} ${name}`} description={namespace} />
      ),
    },
    {
      id: 'purpose',
      title: t('plan.purpose'),
      cell: ({ purpose }) => (
        <>
          <Text as="span" variant="body-small">
            {purpose}
          </Text>
        </>
      ),
    },
    {
      id: 'dryRun',
      title: t('plan.dryRun'),
      cell: ({ dryRun, message }) => (
        <>
          <StatusLine
            status={statusOfDryRun[dryRun]}
            word={t(`plan.${dryRun}`)}
            reason={dryRun === 'accepted' ? undefined : message}
          />
        </>
      ),
    },
    {
      id: 'manifest',
      width: '10rem',
      title: t('plan.manifest'),
      cell: ({ kind, name, cluster, manifest }) => (
        <>
          <ManifestDrawer
            title={t('plan.manifestOf', { kind, name, cluster })}
            manifest={JSON.stringify(manifest, undefined, 2)}
          />
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t('plan.object')}
      columns={columns}
      rows={objects.map(one => ({
        ...one,
        id: [one.kind, one.namespace, one.name].join('/'),
      }))}
      rowKey={({ id }) => id}
    />
  );
}
