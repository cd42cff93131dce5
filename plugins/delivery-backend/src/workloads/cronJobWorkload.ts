import { ConflictError } from '@backstage/errors';
import { Manifest } from '@flytower/kube';
import { cronJobRef, renderCronJob } from '../rendering/renderCronJob';
import { WorkloadKind } from './WorkloadKind';

/** Scheduled jobs: a CronJob, whose runs come and go. */
export const cronJobWorkload: WorkloadKind = {
  counted: false,
  workload: cronJobRef,
  beside: () => [],
  render: rendering => {
    const { schedule } = rendering.revision.spec;
    if (!schedule) {
      throw new ConflictError(
        `Service "${rendering.identity.service}" is a scheduled job without a schedule; give it one`,
      );
    }
    return [renderCronJob(rendering, schedule)];
  },
  resize: (objects, { paused }) =>
    objects.map(
      (object): Manifest => ({
        ...object,
        spec: { ...object.spec, suspend: paused },
      }),
    ),
  count: ({ workload }, sent) => {
    const scheduled = workload ? sent.instances : 0;
    return { current: scheduled, updated: scheduled, ready: scheduled };
  },
  expects,
  arrived: ({ workload }, sent) => workload?.replicas === expects(sent),
};

function expects({ paused }: { paused: boolean }): number {
  return paused ? 0 : 1;
}
