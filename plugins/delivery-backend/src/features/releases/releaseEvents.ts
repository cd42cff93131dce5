import { ChangeEvent } from '@flytower/contract';
import { NewEvent } from '@flytower/durable';
import { ReleaseRecord, ServiceRecord, targetsOf } from '../../domain/records';

const DONE: Record<ReleaseRecord['kind'], string> = {
  release: 'Released',
  rollback: 'Rolled back',
  scale: 'Scaled',
  unpublish: 'Unpublished',
};

/** What the operation log and other backends hear of a release. */
export function releaseEvent(options: {
  release: ReleaseRecord;
  service: ServiceRecord;
  outcome: NonNullable<ChangeEvent['outcome']>;
  actor: string;
  sentence: string;
}): NewEvent {
  const { release, service, outcome, actor, sentence } = options;
  return {
    type: `release.${outcome}.v1`,
    subject: { kind: 'service', id: service.id, name: service.slug },
    tenant: release.tenant,
    operationId: release.id,
    actor,
    outcome,
    summary: summaryOf(release, service, outcome, sentence),
    data: {
      application: service.application,
      service: service.slug,
      environment: release.environment,
      release: release.number,
      kind: release.kind,
      clusters: targetsOf(release).map(({ cluster, from, to }) => ({
        cluster,
        from,
        to,
      })),
    },
  };
}

function summaryOf(
  { kind, number, environment }: ReleaseRecord,
  { slug }: ServiceRecord,
  outcome: NonNullable<ChangeEvent['outcome']>,
  sentence: string,
): string {
  const what = `${slug} in ${environment} (release ${number})`;
  switch (outcome) {
    case 'requested':
      return `${what}: ${sentence}`;
    case 'succeeded':
      return `${DONE[kind]} ${what}: ${sentence}`;
    default:
      return `${DONE[kind]} ${what}, ${outcome}: ${sentence}`;
  }
}
