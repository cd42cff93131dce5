import { Schedule } from '@flytower/plugin-delivery-common';
import {
  Rendering,
  renderPodTemplate,
  workloadLabels,
} from './renderPodTemplate';
import { ServiceIdentity } from './ServiceIdentity';

const CONCURRENCY = {
  forbid: 'Forbid',
  allow: 'Allow',
  replace: 'Replace',
} satisfies Record<Schedule['concurrency'], string>;

/** Runs that stay to be looked at; older ones go with their pods. */
const KEPT_SUCCESSES = 3;
const KEPT_FAILURES = 3;

export function cronJobRef(identity: ServiceIdentity) {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    namespace: identity.namespace,
    name: identity.service,
  };
}

/**
 * The CronJob of a scheduled job. Its pods carry the labels of every service's pods; a changed template is that of the next
 * run, and a run under way goes on as it began. A container that fails is not restarted in its place: the run counts as
 * failed at once and its pod stays to be read.
 */
export function renderCronJob(rendering: Rendering, schedule: Schedule) {
  const { identity, paused } = rendering;
  const labels = workloadLabels(rendering);
  const template = renderPodTemplate(rendering);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      namespace: identity.namespace,
      name: identity.service,
      labels,
    },
    spec: {
      schedule: schedule.cron,
      timeZone: schedule.timeZone,
      concurrencyPolicy: CONCURRENCY[schedule.concurrency],
      ...(schedule.deadlineSeconds === undefined
        ? {}
        : { startingDeadlineSeconds: schedule.deadlineSeconds }),
      successfulJobsHistoryLimit: KEPT_SUCCESSES,
      failedJobsHistoryLimit: KEPT_FAILURES,
      suspend: paused,
      jobTemplate: {
        metadata: { labels },
        spec: {
          backoffLimit: 0,
          template: {
            ...template,
            spec: { ...template.spec, restartPolicy: 'Never' },
          },
        },
      },
    },
  };
}
