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
import { ResourceAmount } from '@flytower/contract';
import { ReleasePlan, scheduleInWords } from '@flytower/plugin-delivery-common';
import {
  ClusterDots,
  DataColumn,
  DataTable,
  Facts,
  ManifestDrawer,
  NameCell,
  QuotaBars,
} from '@flytower/ui';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';

/** Why a plan cannot be carried out. */
export function blockersOf({ problems }: ReleasePlan): string[] {
  return problems
    .filter(({ blocks }) => blocks)
    .map(({ sentence }) => sentence);
}

/** The server's plan: which cluster gets how many and why, what changes, and what it takes of the quota. */
export function ReleasePlanView(props: { plan: ReleasePlan; tenant: string }) {
  const { plan, tenant } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const warnings = plan.problems.filter(({ blocks }) => !blocks);
  const { revision, quota } = plan;
  return (
    <Flex direction="column" gap="4">
      <Text as="p" variant="body-large">
        {plan.sentence}
      </Text>
      {plan.schedule ? null : (
        <ClusterDots
          shares={plan.clusters.map(({ cluster, from, to, action }) => ({
            cluster,
            wanted: to,
            ready:
              action === 'none' || action === 'scale' ? Math.min(from, to) : 0,
          }))}
        />
      )}
      <Facts
        facts={[
          {
            term: t('plan.revision'),
            value: revision
              ? t(revision.isNew ? 'plan.newRevision' : 'plan.sameRevision', {
                  number: String(revision.number),
                  image: revision.image,
                })
              : undefined,
          },
          {
            term: t('plan.schedule'),
            value: plan.schedule && scheduleInWords(plan.schedule),
          },
          { term: t('plan.namespace'), value: plan.namespace },
        ]}
      />
      {warnings.length > 0 || plan.unplaced.sentences.length > 0 ? (
        <Alert
          status="warning"
          icon
          title={t('plan.warnings')}
          description={
            <ul className={styles.notes}>
              {[
                ...warnings.map(({ sentence }) => sentence),
                ...plan.unplaced.sentences,
              ].map(sentence => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          }
        />
      ) : null}
      <Text as="h3" variant="title-x-small">
        {t('plan.clusters')}
      </Text>
      <PlannedClusters plan={plan} />
      {plan.bindings.length > 0 ? (
        <>
          <Text as="h3" variant="title-x-small">
            {t('plan.bindings')}
          </Text>
          <PlannedBindings plan={plan} />
        </>
      ) : null}
      {quota ? (
        <>
          <Text as="h3" variant="title-x-small">
            {t('plan.quota', { tenant })}
          </Text>
          <QuotaBars
            limit={quota.limit}
            used={lesser(quota.before, quota.peak)}
            added={difference(quota.peak, quota.before)}
          />
          <Text color="secondary">{quota.sentence}</Text>
        </>
      ) : null}
      <AccordionGroup allowsMultiple>
        {plan.changes.length > 0 ? (
          <Accordion>
            <AccordionTrigger title={t('plan.changes')} />
            <AccordionPanel>
              <Changes plan={plan} />
            </AccordionPanel>
          </Accordion>
        ) : null}
        {plan.instances.length > 0 ? (
          <Accordion>
            <AccordionTrigger title={t('plan.whyEach')} />
            <AccordionPanel>
              <ol className={styles.why}>
                {plan.instances.map(({ ordinal, sentence }) => (
                  <li key={ordinal} value={ordinal}>
                    {sentence}
                  </li>
                ))}
              </ol>
            </AccordionPanel>
          </Accordion>
        ) : null}
        {plan.objects.length > 0 ? (
          <Accordion>
            <AccordionTrigger title={t('plan.objects')} />
            <AccordionPanel>
              <ul className={styles.chosen}>
                {plan.objects.map(one => (
                  <li key={`${one.cluster}/${one.kind}/${one.name}`}>
                    <strong>{t(`plan.actions.${one.action}`)}</strong>
                    {t('plan.manifestOf', one)}
                    {one.manifest ? (
                      <ManifestDrawer
                        title={t('plan.manifestOf', one)}
                        manifest={JSON.stringify(one.manifest, undefined, 2)}
                      />
                    ) : null}
                  </li>
                ))}
              </ul>
            </AccordionPanel>
          </Accordion>
        ) : null}
      </AccordionGroup>
    </Flex>
  );
}

const resources = ['cpuMillicores', 'memoryBytes', 'pods'] as const;

/** What one amount has more than another; nothing where it has less. */
function difference(
  one: ResourceAmount,
  other: ResourceAmount,
): ResourceAmount {
  const result = { ...one };
  for (const resource of resources) {
    result[resource] = Math.max(0, one[resource] - other[resource]);
  }
  return result;
}

function lesser(one: ResourceAmount, other: ResourceAmount): ResourceAmount {
  const result = { ...one };
  for (const resource of resources) {
    result[resource] = Math.min(one[resource], other[resource]);
  }
  return result;
}

function PlannedClusters({ plan }: { plan: ReleasePlan }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  type Row = ReleasePlan['clusters'][number] & { id: string };
  const counts: DataColumn<Row>[] = [
    {
      id: 'instances',
      title: t('plan.instances'),
      cell: ({ from, to }) => (
        <NameCell
          title={t('plan.fromTo', { from: String(from), to: String(to) })}
        />
      ),
    },
    {
      id: 'restarts',
      title: t('plan.restarts'),
      cell: ({ restarts }) => <NameCell title={String(restarts)} />,
    },
  ];
  const columns: DataColumn<Row>[] = [
    {
      id: 'cluster',
      title: t('plan.cluster'),
      cell: ({ displayName, dataCentre }) => (
        <NameCell title={displayName} description={dataCentre} />
      ),
    },
    {
      id: 'action',
      title: t('plan.action'),
      cell: ({ action }) => <NameCell title={t(`plan.actions.${action}`)} />,
    },
    ...(plan.schedule ? [] : counts),
    {
      id: 'why',
      title: t('plan.why'),
      cell: ({ sentence }) => (
        <>
          <Text as="span" variant="body-small">
            {sentence}
          </Text>
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t('plan.clusters')}
      columns={columns}
      rows={plan.clusters.map(one => ({ ...one, id: one.cluster }))}
      rowKey={({ id }) => id}
    />
  );
}

function PlannedBindings({ plan }: { plan: ReleasePlan }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  type Row = ReleasePlan['bindings'][number] & { id: string };
  const columns: DataColumn<Row>[] = [
    {
      id: 'binding',
      title: t('plan.binding'),
      cell: ({ binding, instance }) => (
        <NameCell title={binding} description={instance} />
      ),
    },
    {
      id: 'version',
      title: t('plan.credentials'),
      cell: ({ version, runningVersion }) => (
        <NameCell
          title={t('plan.version', { version: String(version) })}
          description={
            runningVersion === undefined || runningVersion === version
              ? undefined
              : t('plan.newPassword', { version: String(runningVersion) })
          }
        />
      ),
    },
    {
      id: 'variables',
      title: t('plan.variables'),
      cell: ({ variables }) => <NameCell title={variables.join(', ')} />,
    },
  ];
  return (
    <DataTable
      label={t('plan.bindings')}
      columns={columns}
      rows={plan.bindings.map(one => ({ ...one, id: one.binding }))}
      rowKey={({ id }) => id}
    />
  );
}

function Changes({ plan }: { plan: ReleasePlan }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  type Row = ReleasePlan['changes'][number] & { id: string };
  const columns: DataColumn<Row>[] = [
    {
      id: 'field',
      title: t('plan.field'),
      cell: ({ field }) => <NameCell title={field} />,
    },
    {
      id: 'before',
      title: t('plan.before'),
      cell: ({ before }) => <NameCell title={before ?? '–'} />,
    },
    {
      id: 'after',
      title: t('plan.after'),
      cell: ({ after }) => <NameCell title={after ?? '–'} />,
    },
  ];
  return (
    <DataTable
      label={t('plan.clusters')}
      columns={columns}
      rows={plan.changes.map(one => ({ ...one, id: one.field }))}
      rowKey={({ id }) => id}
    />
  );
}
