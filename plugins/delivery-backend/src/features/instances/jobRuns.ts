import { PodRow, WorkloadRow } from '@flytower/kube';
import { JobRun, nextRuns, Schedule } from '@flytower/plugin-delivery-common';
import { Health } from '@flytower/plugin-fleet-common';
import { FleetService } from '@flytower/plugin-fleet-node';
import { lookAt, Sight } from '../../domain/sight';
import { failureOf, troubleOf } from '../../domain/troubles';
import { REVISION } from '../../rendering/renderPodTemplate';
import { podHealth } from './podHealth';

/**
 * A scheduled job is well while its schedule is in force, no run is held up, and the last one that is over went well: a
 * failure is told until a run succeeds.
 */
export function jobHealth(options: {
  cluster: string;
  sight: Extract<Sight, { kind: 'seen' }>;
  schedule: Schedule;
  now: Date;
}): Health {
  const { cluster, sight, schedule, now } = options;
  const { workload } = sight;
  if (workload?.kind !== 'CronJob') {
    return {
      status: 'progressing',
      sentence: `The schedule is not seen in ${cluster} yet`,
    };
  }
  const running = sight.pods.filter(pod => !pod.deleting);
  const held = running.find(pod => troubleOf(pod) !== undefined);
  if (held) {
    return {
      status: 'degraded',
      sentence: `A run in ${cluster} is held up: ${podHealth(held).sentence}`,
    };
  }
  const [last] = [...sight.ended].sort(latestFirst);
  if (last?.phase === 'Failed') {
    const at = inWords(new Date(last.endedAt ?? last.createdAt));
    return {
      status: 'degraded',
      sentence: `The last run in ${cluster} failed on ${at}: ${failureOf(
        last,
      )}`,
    };
  }
  const next = nextRunOf(schedule, workload, now);
  if (!next) {
    return {
      status: 'stopped',
      sentence: `The schedule is suspended in ${cluster}`,
    };
  }
  return {
    status: 'healthy',
    sentence:
      running.length > 0
        ? `Runs in ${cluster} now`
        : `Next run on ${inWords(next)}`,
  };
}

/** When a job comes next in one of its clusters that can be seen. */
export function comingRun(
  fleet: FleetService,
  now: Date,
  schedule: Schedule,
  deployments: readonly { cluster: string }[],
  where: { namespace: string; serviceId: string },
): { nextRun?: string } {
  const [next] = deployments.flatMap(({ cluster }) => {
    const sight = lookAt(fleet, { cluster, ...where });
    return sight.kind === 'seen'
      ? nextRunOf(schedule, sight.workload, now) ?? []
      : [];
  });
  return next ? { nextRun: next.toISOString() } : {};
}

/** When the schedule comes next; not while it is suspended. */
function nextRunOf(
  schedule: Schedule,
  workload: WorkloadRow | undefined,
  now: Date,
): Date | undefined {
  return workload?.replicas
    ? nextRuns(schedule, { after: now, count: 1 })[0]
    : undefined;
}

/** The pods of a scheduled job as runs, the latest first; also the old news of a cluster that cannot be seen. */
export function runsOf(
  fleet: FleetService,
  deployments: readonly { cluster: string }[],
  where: { namespace: string; serviceId: string },
  revisionNumbers: ReadonlyMap<string, number>,
): JobRun[] {
  return deployments
    .filter(({ cluster }) => fleet.clusterFacts(cluster))
    .flatMap(({ cluster }) =>
      fleet
        .inventory(cluster)
        .pods(where)
        .map(pod => ({ cluster, pod })),
    )
    .sort((one, other) => latestFirst(one.pod, other.pod))
    .map(({ cluster, pod }) => {
      const revision = revisionNumbers.get(pod.labels[REVISION] ?? '');
      return {
        pod: pod.name,
        cluster,
        ...outcomeOf(pod),
        ...(revision === undefined ? {} : { revision }),
        startedAt: pod.startedAt ?? pod.createdAt,
        ...(pod.endedAt === undefined ? {} : { endedAt: pod.endedAt }),
      };
    });
}

function outcomeOf(pod: PodRow): Pick<JobRun, 'outcome' | 'sentence'> {
  switch (pod.phase) {
    case 'Succeeded':
      return { outcome: 'succeeded', sentence: 'Has succeeded' };
    case 'Failed':
      return { outcome: 'failed', sentence: `Has failed: ${failureOf(pod)}` };
    default:
      return {
        outcome: 'running',
        sentence: pod.ready ? 'Runs' : podHealth(pod).sentence,
      };
  }
}

function latestFirst(one: PodRow, other: PodRow): number {
  return (
    Date.parse(other.createdAt) - Date.parse(one.createdAt) ||
    (one.name < other.name ? 1 : -1)
  );
}

/** `2026-11-21 02:30 UTC`. */
function inWords(instant: Date): string {
  return `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
