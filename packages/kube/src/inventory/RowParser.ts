import { FLYTOWER_PREFIX } from '../naming/labelsOf';
import { Interner } from './Interner';
import { podProblem } from './podProblem';
import { podRequests } from './podRequests';
import { podSecrets } from './podSecrets';
import { millicores, whole } from './quantity';
import {
  ClaimRow,
  ConditionRow,
  EventRow,
  NamespaceRow,
  NodeRow,
  PodResources,
  PodRow,
  WorkloadRow,
} from './rows';
import {
  claimSchema,
  ConditionObject,
  cronJobSchema,
  deploymentSchema,
  eventSchema,
  namespaceSchema,
  nodeSchema,
  PodObject,
  podSchema,
} from './schemas';

const NOTHING: PodResources = Object.freeze({
  cpuMillicores: 0,
  memoryBytes: 0,
  pods: 0,
});

/** Makes rows of a cluster's objects; what it cannot understand it throws. Rows share what they have in common. */
export class RowParser {
  readonly #share = new Interner();

  /** `requested` is empty: it comes from the pods. */
  node = (raw: unknown): NodeRow => {
    const { metadata, spec, status } = nodeSchema.parse(raw);
    const info = status?.nodeInfo;
    const conditions = (status?.conditions ?? []).map(toCondition);
    return Object.freeze({
      name: metadata.name,
      uid: metadata.uid,
      ready: isTrue(conditions, 'Ready'),
      unschedulable: spec?.unschedulable ?? false,
      arch: info?.architecture || metadata.labels['kubernetes.io/arch'] || '',
      os: info?.operatingSystem || metadata.labels['kubernetes.io/os'] || '',
      kubelet: info?.kubeletVersion ?? '',
      ...(info?.osImage && { osImage: info.osImage }),
      ...(info?.containerRuntimeVersion && {
        runtime: info.containerRuntimeVersion,
      }),
      allocatable: toResources(status?.allocatable ?? {}),
      capacity: toResources(status?.capacity ?? {}),
      requested: NOTHING,
      conditions: Object.freeze(conditions),
      labels: Object.freeze(metadata.labels),
      taints: Object.freeze(
        (spec?.taints ?? []).map(({ key, value, effect }) =>
          Object.freeze({ key, value: value ?? '', effect }),
        ),
      ),
      simulated: metadata.annotations['kwok.x-k8s.io/node'] === 'fake',
      createdAt: metadata.creationTimestamp ?? '',
    });
  };

  namespace = (raw: unknown): NamespaceRow => {
    const { metadata, status } = namespaceSchema.parse(raw);
    return Object.freeze({
      name: metadata.name,
      uid: metadata.uid,
      labels: Object.freeze(metadata.labels),
      phase: status?.phase ?? 'Active',
    });
  };

  deployment = (raw: unknown): WorkloadRow => {
    const { metadata, spec, status } = deploymentSchema.parse(raw);
    return Object.freeze({
      kind: 'Deployment',
      namespace: this.#share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      labels: this.#share.value(metadata.labels),
      annotations: own(metadata.annotations),
      // The API server's own default.
      replicas: spec.replicas ?? 1,
      ready: status?.readyReplicas ?? 0,
      updated: status?.updatedReplicas ?? 0,
      available: status?.availableReplicas ?? 0,
      generation: metadata.generation,
      observedGeneration: status?.observedGeneration ?? 0,
      conditions: Object.freeze((status?.conditions ?? []).map(toCondition)),
    });
  };

  /** It is whole as soon as it is there: its controller reports no progress. */
  cronJob = (raw: unknown): WorkloadRow => {
    const { metadata, spec } = cronJobSchema.parse(raw);
    const active = spec.suspend ? 0 : 1;
    return Object.freeze({
      kind: 'CronJob',
      namespace: this.#share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      labels: this.#share.value(metadata.labels),
      annotations: own(metadata.annotations),
      replicas: active,
      ready: active,
      updated: active,
      available: active,
      generation: metadata.generation,
      observedGeneration: metadata.generation,
      conditions: Object.freeze([]),
    });
  };

  pod = (raw: unknown): PodRow => {
    const { metadata, spec, status } = podSchema.parse(raw);
    const owner = metadata.ownerReferences.find(({ controller }) => controller);
    const ready = status?.conditions.some(
      ({ type, status: is }) => type === 'Ready' && is === 'True',
    );
    const share = this.#share;
    return Object.freeze({
      namespace: share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      labels: share.value(metadata.labels),
      ...(spec.nodeName && { node: share.string(spec.nodeName) }),
      phase: share.string(status?.phase ?? 'Pending'),
      ready: ready ?? false,
      ...podProblem(status),
      restarts: (status?.containerStatuses ?? []).reduce(
        (sum, { restartCount }) => sum + restartCount,
        0,
      ),
      images: share.value(spec.containers.map(({ image }) => image ?? '')),
      createdAt: share.string(metadata.creationTimestamp ?? ''),
      ...(status?.startTime && { startedAt: share.string(status.startTime) }),
      ...endOf(status),
      deleting: Boolean(metadata.deletionTimestamp),
      ...(owner && { ownerUid: share.string(owner.uid) }),
      secrets: share.value(podSecrets(spec)),
      requests: share.value(podRequests(spec)),
    });
  };

  claim = (raw: unknown): ClaimRow => {
    const { metadata, spec, status } = claimSchema.parse(raw);
    return Object.freeze({
      namespace: this.#share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      labels: this.#share.value(metadata.labels),
      phase: this.#share.string(status?.phase ?? 'Pending'),
      ...(spec.storageClassName && {
        storageClass: this.#share.string(spec.storageClassName),
      }),
      requestedBytes: whole(spec.resources?.requests.storage),
      capacityBytes: whole(status?.capacity.storage),
      createdAt: metadata.creationTimestamp ?? '',
    });
  };

  event = (raw: unknown): EventRow => {
    const event = eventSchema.parse(raw);
    const { metadata, involvedObject, series } = event;
    return Object.freeze({
      namespace: this.#share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      involved: this.#share.value({
        kind: involvedObject.kind ?? '',
        name: involvedObject.name ?? '',
        uid: involvedObject.uid ?? '',
      }),
      type: this.#share.string(event.type ?? 'Normal'),
      reason: this.#share.string(event.reason ?? ''),
      message: this.#share.string(event.message ?? ''),
      count: series?.count || event.count || 1,
      lastSeen:
        series?.lastObservedTime ||
        event.lastTimestamp ||
        event.eventTime ||
        event.firstTimestamp ||
        metadata.creationTimestamp ||
        '',
    });
  };
}

/** When and with what a pod ended that is over. */
function endOf(
  status: PodObject['status'],
): Pick<PodRow, 'endedAt' | 'exitCode'> {
  if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') {
    return {};
  }
  const ends = status.containerStatuses.flatMap(
    ({ state }) => state?.terminated ?? [],
  );
  const endedAt = ends
    .flatMap(({ finishedAt }) => finishedAt ?? [])
    .sort()
    .at(-1);
  const exitCode = ends.find(end => end.exitCode)?.exitCode;
  return { ...(endedAt && { endedAt }), ...(exitCode && { exitCode }) };
}

function own(annotations: Record<string, string>) {
  return Object.freeze(
    Object.fromEntries(
      Object.entries(annotations).filter(([key]) =>
        key.startsWith(FLYTOWER_PREFIX),
      ),
    ),
  );
}

function toCondition(condition: ConditionObject): ConditionRow {
  const { type, status, reason, message } = condition;
  return Object.freeze({
    type,
    status,
    reason: reason ?? '',
    message: message ?? '',
  });
}

function toResources(raw: Record<string, string>): PodResources {
  return Object.freeze({
    cpuMillicores: millicores(raw.cpu),
    memoryBytes: whole(raw.memory),
    pods: whole(raw.pods),
  });
}

function isTrue(conditions: readonly ConditionRow[], type: string): boolean {
  return conditions.some(it => it.type === type && it.status === 'True');
}
