import { PodRow, WorkloadRow } from '@flytower/kube';
import { Schedule } from '@flytower/plugin-delivery-common';
import { Health } from '@flytower/plugin-fleet-common';
import { Sight } from '../../domain/sight';
import { jobHealth } from './jobRuns';
import { creationTroubleOf, troublesOf } from '../../domain/troubles';

/** What is known of a service in one cluster. */
export interface ClusterSighting {
  cluster: string;
  desired: number;
  sight: Sight;
  /** Of a scheduled job. */
  schedule?: Schedule;
  now: Date;
}

/** How a service is in one cluster. */
export function healthInCluster(sighting: ClusterSighting): Health {
  const { cluster, desired, sight, schedule, now } = sighting;
  if (sight.kind === 'unseen') {
    return { status: 'unknown', sentence: sight.sentence };
  }
  const { workload } = sight;
  const pods = sight.pods.filter(pod => !pod.deleting);
  const ready = pods.filter(pod => pod.ready).length;
  if (desired === 0) {
    return pods.length === 0
      ? { status: 'stopped', sentence: `No instances are wanted in ${cluster}` }
      : {
          status: 'progressing',
          sentence: `${pods.length} instances in ${cluster} still end`,
        };
  }
  if (schedule) {
    return jobHealth({ cluster, sight, schedule, now });
  }
  if (ready >= desired && pods.length === desired) {
    return {
      status: 'healthy',
      sentence: `All ${desired} in ${cluster} are ready`,
    };
  }
  const cause = causeOf(cluster, desired, pods, workload);
  if (cause) {
    return { status: ready > 0 ? 'degraded' : 'failed', sentence: cause };
  }
  return {
    status: 'progressing',
    sentence: `${ready} of ${desired} instances in ${cluster} are ready`,
  };
}

function causeOf(
  cluster: string,
  desired: number,
  pods: readonly PodRow[],
  workload: WorkloadRow | undefined,
): string | undefined {
  const creation = creationTroubleOf(workload);
  if (creation && pods.length < desired) {
    return `${
      desired - pods.length
    } of ${desired} instances in ${cluster} ${creation}`;
  }
  const [trouble] = troublesOf(pods);
  return (
    trouble &&
    `${trouble.pods} of ${desired} instances in ${cluster} ${trouble.words}`
  );
}

/** Worst first; the whole is as its worst part, but one failed cluster of several leaves the service degraded. */
const ORDER: Health['status'][] = [
  'failed',
  'degraded',
  'unknown',
  'waiting',
  'progressing',
  'healthy',
  'stopped',
];

/** How a service is over all its clusters, with the sentence of the worst; a scheduled job has no instances to speak of. */
export function healthOverall(parts: Health[], schedule?: Schedule): Health {
  if (parts.length === 0) {
    return { status: 'stopped', sentence: 'Is not published' };
  }
  const [worst] = [...parts].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status),
  );
  if (worst.status === 'healthy' && !schedule) {
    return { status: 'healthy', sentence: 'All instances are ready' };
  }
  const othersRun = parts.some(
    ({ status }) => status === 'healthy' || status === 'degraded',
  );
  return worst.status === 'failed' && othersRun
    ? { status: 'degraded', sentence: worst.sentence }
    : worst;
}
