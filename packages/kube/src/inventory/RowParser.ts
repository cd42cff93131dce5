import { FLYTOWER_PREFIX } from '../naming/labelsOf';
import { Interner } from './Interner';
import { podEnd } from './podEnd';
import { podProblem } from './podProblem';
import { podRequests } from './podRequests';
import { podSecrets } from './podSecrets';
import { podStatuses } from './podStatuses';
import { millicores, whole } from './quantity';
import {
  AutoscalerRow,
  ClaimRow,
  ConditionRow,
  EventRow,
  Labels,
  NamespaceRow,
  NodeRow,
  PodResources,
  PodRow,
  ServiceRow,
  WorkloadRow,
} from './rows';
import {
  autoscalerSchema,
  claimSchema,
  ConditionObject,
  cronJobSchema,
  deploymentSchema,
  eventSchema,
  namespaceSchema,
  nodeSchema,
  podSchema,
  serviceSchema,
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
      annotations: this.#own(metadata.annotations),
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
      resourceVersion: metadata.resourceVersion ?? '',
      labels: this.#share.value(metadata.labels),
      annotations: this.#own(metadata.annotations),
      // The API server's own default.
      replicas: spec.replicas ?? 1,
      ready: status?.readyReplicas ?? 0,
      updated: status?.updatedReplicas ?? 0,
      available: status?.availableReplicas ?? 0,
      generation: metadata.generation,
      observedGeneration: status?.observedGeneration ?? 0,
      paused: spec.paused ?? false,
      suspended: false,
      minReadySeconds: spec.minReadySeconds,
      deleting: Boolean(metadata.deletionTimestamp),
      conditions: Object.freeze((status?.conditions ?? []).map(toCondition)),
    });
  };

  /** It is whole as soon as it is there: its controller reports no progress. */
  cronJob = (raw: unknown): WorkloadRow => {
    const { metadata, spec } = cronJobSchema.parse(raw);
    const suspended = spec.suspend ?? false;
    const active = suspended ? 0 : 1;
    return Object.freeze({
      kind: 'CronJob',
      namespace: this.#share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion ?? '',
      labels: this.#share.value(metadata.labels),
      annotations: this.#own(metadata.annotations),
      replicas: active,
      ready: active,
      updated: active,
      available: active,
      generation: metadata.generation,
      observedGeneration: metadata.generation,
      paused: false,
      suspended,
      minReadySeconds: 0,
      deleting: Boolean(metadata.deletionTimestamp),
      conditions: Object.freeze([]),
    });
  };

  pod = (raw: unknown): PodRow => {
    const { metadata, spec, status } = podSchema.parse(raw);
    const owner = metadata.ownerReferences.find(({ controller }) => controller);
    const ready = status?.conditions.some(
      ({ type, status: is }) => type === 'Ready' && is === 'True',
    );
    const statuses = podStatuses(spec, status);
    const share = this.#share;
    return Object.freeze({
      namespace: share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      labels: share.value(metadata.labels),
      ...(spec.nodeName && { node: share.string(spec.nodeName) }),
      phase: share.string(status?.phase ?? 'Pending'),
      ready: ready ?? false,
      ...podProblem(status, statuses),
      restarts: [...statuses.main, ...statuses.sidecars].reduce(
        (sum, { restartCount }) => sum + restartCount,
        0,
      ),
      images: share.value(spec.containers.map(({ image }) => image ?? '')),
      createdAt: share.string(metadata.creationTimestamp ?? ''),
      ...(status?.startTime && { startedAt: share.string(status.startTime) }),
      ...podEnd(status, statuses),
      deleting: Boolean(metadata.deletionTimestamp),
      ...(owner && { ownerUid: share.string(owner.uid) }),
      secrets: share.value(podSecrets(spec)),
      requests: share.value(podRequests(spec, status)),
    });
  };

  service = (raw: unknown): ServiceRow => {
    const { metadata, spec } = serviceSchema.parse(raw);
    const share = this.#share;
    return Object.freeze({
      namespace: share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion ?? '',
      labels: share.value(metadata.labels),
      annotations: this.#own(metadata.annotations),
      type: share.string(spec.type ?? 'ClusterIP'),
      selector: share.value(spec.selector),
      ports: share.value(
        spec.ports.map(({ name, port, protocol, targetPort }) =>
          share.value({
            name: name ?? '',
            port,
            protocol: protocol ?? 'TCP',
            // The API server's own default.
            targetPort: targetPort ?? port,
          }),
        ),
      ),
      deleting: Boolean(metadata.deletionTimestamp),
    });
  };

  autoscaler = (raw: unknown): AutoscalerRow => {
    const { metadata, spec, status } = autoscalerSchema.parse(raw);
    const { apiVersion, kind, name } = spec.scaleTargetRef;
    return Object.freeze({
      namespace: this.#share.string(metadata.namespace),
      name: metadata.name,
      uid: metadata.uid,
      labels: this.#share.value(metadata.labels),
      target: Object.freeze({ group: groupOf(apiVersion ?? ''), kind, name }),
      // The API server's own default.
      minimum: spec.minReplicas ?? 1,
      maximum: spec.maxReplicas,
      current: status?.currentReplicas ?? 0,
      desired: status?.desiredReplicas ?? 0,
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

  /** Of an object's annotations those that are Flytower's own. */
  #own(annotations: Record<string, string>): Labels {
    return this.#share.value(
      Object.fromEntries(
        Object.entries(annotations).filter(([key]) =>
          key.startsWith(FLYTOWER_PREFIX),
        ),
      ),
    );
  }
}

/** `apps/v1` is of the group `apps`, `v1` of none. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
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
