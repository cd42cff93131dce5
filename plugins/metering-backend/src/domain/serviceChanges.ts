import { FeedEvent } from '@flytower/contract';
import { z } from 'zod';
import { NOTHING } from './Amount';
import { doneOf, FeedChange, momentOf } from './FeedChange';

const releaseSchema = z.object({
  application: z.string(),
  service: z.string(),
  environment: z.string(),
  kind: z.string(),
  clusters: z.array(z.object({ cluster: z.string(), to: z.int().min(0) })),
});

/**
 * A service exists in an environment and a cluster from the first release that succeeded there until it is unpublished
 * or its last instance moved to another cluster. It runs while it has instances there, and is stopped while it is scaled
 * to none everywhere. What its instances take is counted with the pods, so that nothing is counted twice.
 */
export function serviceChanges(event: FeedEvent): FeedChange[] {
  if (
    event.tenant === undefined ||
    !event.type.startsWith('release.succeeded.') ||
    doneOf(event) === undefined
  ) {
    return [];
  }
  const { tenant, subject, actor } = event;
  const release = releaseSchema.parse(event.data);
  const inEnvironment = `service.${subject.id}.${release.environment}.`;
  if (release.kind === 'unpublish') {
    return [{ kind: 'gone', keys: inEnvironment }];
  }
  const at = momentOf(event);
  const runs = release.clusters.some(({ to }) => to > 0);
  return release.clusters.map(({ cluster, to }): FeedChange => {
    const key = `${inEnvironment}${cluster}.`;
    if (to === 0 && runs) {
      return { kind: 'gone', keys: key };
    }
    return {
      kind: 'seen',
      sighting: {
        key,
        id: `${key}${event.id}`,
        type: 'service',
        name: release.service,
        tenant,
        application: release.application,
        environment: release.environment,
        cluster,
        requester: actor,
        createdAt: at,
        phase: to > 0 ? 'ran' : 'stopped',
        phaseSince: at,
        amount: { ...NOTHING, pieces: to },
      },
    };
  });
}
