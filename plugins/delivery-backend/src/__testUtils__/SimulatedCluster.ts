import {
  KubeRequest,
  KubeResponse,
  PodRow,
  Transport,
  WorkloadRow,
} from '@flytower/kube';
import { z } from 'zod';

const valueFrom = z
  .object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) })
  .optional();

const manifestSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.looseObject({
    replicas: z.int().optional(),
    paused: z.boolean().optional(),
    template: z
      .object({
        metadata: z.object({ labels: z.record(z.string(), z.string()) }),
        spec: z.looseObject({
          containers: z.array(
            z.looseObject({
              image: z.string(),
              env: z.array(z.looseObject({ valueFrom })).default([]),
            }),
          ),
        }),
      })
      .optional(),
  }),
});

type Manifest = z.output<typeof manifestSchema>;
type Template = NonNullable<Manifest['spec']['template']>;

interface SimulatedDeployment {
  uid: string;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  generation: number;
  observed: number;
  replicas: number;
  /** The managers that own `spec.replicas`. */
  owners: Set<string>;
  paused: boolean;
  template: Template;
}

interface SimulatedPod {
  name: string;
  uid: string;
  namespace: string;
  ownerUid: string;
  /** What it was made from, as text: a changed template makes other pods. */
  made: string;
  labels: Record<string, string>;
  image: string;
  secrets: string[];
  ready: boolean;
  deleting: boolean;
}

/** What a request meets before or after it is carried out. */
export type Fault =
  | { kind: 'answer'; status: number; reason: string }
  | { kind: 'hang' }
  /** It is carried out, and the answer never arrives. */
  | { kind: 'lost-answer' };

/**
 * A cluster in memory with the rules that releases depend on: server-side apply with owners of `replicas` (a sole owner
 * that stops sending resets them to 1; another's value is a conflict), generations, and a Deployment controller that
 * makes and ends pods step by step under maxSurge 25 % and maxUnavailable 0.
 */
export class SimulatedCluster implements Transport {
  readonly name: string;
  readonly deployments = new Map<string, SimulatedDeployment>();
  readonly services = new Map<string, { uid: string; manifest: unknown }>();
  pods: SimulatedPod[] = [];
  /** Images that cannot be pulled. */
  readonly badImages = new Set<string>();
  /** Asked before each request. */
  fault: () => Fault | undefined = () => undefined;
  reachable = true;
  #uids = 0;

  constructor(name: string) {
    this.name = name;
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    const fault = this.fault();
    if (!this.reachable || fault?.kind === 'hang') {
      throw Object.assign(new Error('connect ECONNREFUSED'), {
        code: 'ECONNREFUSED',
      });
    }
    if (fault?.kind === 'answer') {
      return status(fault.status, fault.reason);
    }
    const answer = this.#answer(request);
    if (fault?.kind === 'lost-answer') {
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }
    return answer;
  }

  async stream(): Promise<never> {
    throw new Error('The simulated cluster is not watched');
  }

  close(): void {}

  /** One step of the controllers. */
  step(): void {
    this.pods = this.pods.filter(pod => !pod.deleting);
    for (const pod of this.pods) {
      pod.ready = !this.badImages.has(pod.image);
      pod.deleting = ![...this.deployments.values()].some(
        ({ uid }) => uid === pod.ownerUid,
      );
    }
    for (const deployment of this.deployments.values()) {
      deployment.observed = deployment.generation;
      this.#roll(deployment);
    }
  }

  workloadRows(): WorkloadRow[] {
    return [...this.deployments.values()].map(deployment => {
      const own = this.#podsOf(deployment);
      const fresh = own.filter(pod => pod.made === madeOf(deployment));
      return {
        kind: 'Deployment',
        namespace: deployment.namespace,
        name: deployment.name,
        uid: deployment.uid,
        labels: deployment.labels,
        annotations: deployment.annotations,
        replicas: deployment.replicas,
        ready: own.filter(pod => pod.ready).length,
        updated: fresh.length,
        available: own.filter(pod => pod.ready).length,
        generation: deployment.generation,
        observedGeneration: deployment.observed,
        resourceVersion: String(deployment.generation),
        paused: deployment.paused,
        suspended: false,
        minReadySeconds: 0,
        deleting: false,
        conditions: [],
      };
    });
  }

  podRows(): PodRow[] {
    return this.pods.map(pod => ({
      namespace: pod.namespace,
      name: pod.name,
      uid: pod.uid,
      labels: pod.labels,
      node: `${this.name}-node-1`,
      phase: pod.ready ? 'Running' : 'Pending',
      ready: pod.ready,
      ...(this.badImages.has(pod.image)
        ? {
            reason: 'ImagePullBackOff',
            message: `Back-off pulling image "${pod.image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image: not found`,
          }
        : {}),
      restarts: 0,
      images: [pod.image],
      createdAt: '2026-01-01T00:00:00.000Z',
      deleting: pod.deleting,
      ownerUid: pod.ownerUid,
      secrets: pod.secrets,
      requests: { cpuMillicores: 100, memoryBytes: 128 * 2 ** 20 },
    }));
  }

  #roll(deployment: SimulatedDeployment): void {
    const { replicas, paused } = deployment;
    const made = madeOf(deployment);
    const own = this.#podsOf(deployment);
    const fresh = own.filter(pod => pod.made === made);
    const old = own.filter(pod => pod.made !== made);
    if (!paused) {
      const surge = old.length > 0 ? Math.ceil(replicas / 4) : 0;
      const room = Math.min(
        replicas - fresh.length,
        replicas + surge - own.length,
      );
      for (let i = 0; i < room; i += 1) {
        this.#start(deployment, made);
      }
    }
    const ready = own.filter(pod => pod.ready).length;
    const unready = old.filter(pod => !pod.ready);
    const spare = Math.max(0, ready - replicas);
    const ending = paused
      ? own.slice(0, Math.max(0, own.length - replicas))
      : [...unready, ...old.filter(pod => pod.ready).slice(0, spare)];
    ending.forEach(pod => {
      pod.deleting = true;
    });
    fresh.slice(replicas).forEach(pod => {
      pod.deleting = true;
    });
  }

  #start(
    { uid, namespace, name, template }: SimulatedDeployment,
    made: string,
  ) {
    const podUid = this.#uid();
    this.pods.push({
      name: `${name}-${podUid}`,
      uid: podUid,
      namespace,
      ownerUid: uid,
      made,
      labels: template.metadata.labels,
      image: template.spec.containers[0].image,
      secrets: secretsOf(template),
      ready: false,
      deleting: false,
    });
  }

  #podsOf({ uid }: SimulatedDeployment): SimulatedPod[] {
    return this.pods.filter(pod => pod.ownerUid === uid && !pod.deleting);
  }

  #answer(request: KubeRequest): KubeResponse {
    const { method, path } = request;
    const isDeployment = path.includes('/deployments/');
    if (method === 'PATCH') {
      const manifest = manifestSchema.parse(JSON.parse(request.body ?? ''));
      return isDeployment
        ? this.#applyDeployment(path, manifest, request)
        : this.#applyService(path, manifest);
    }
    const present = isDeployment
      ? this.deployments.get(path)
      : this.services.get(path);
    if (!present) {
      return status(404, 'NotFound');
    }
    if (method === 'DELETE') {
      this.deployments.delete(path);
      this.services.delete(path);
      return ok({ kind: 'Status' });
    }
    return isDeployment ? this.#shown(path) : ok(this.#serviceShown(path));
  }

  #applyService(path: string, manifest: Manifest): KubeResponse {
    const uid = this.services.get(path)?.uid ?? this.#uid();
    this.services.set(path, { uid, manifest });
    return ok(this.#serviceShown(path));
  }

  #serviceShown(path: string): unknown {
    const service = this.services.get(path);
    const manifest = manifestSchema.parse(service?.manifest);
    return {
      ...manifest,
      metadata: { ...manifest.metadata, uid: service?.uid },
    };
  }

  #applyDeployment(
    path: string,
    { metadata, spec }: Manifest,
    { query }: KubeRequest,
  ): KubeResponse {
    const manager = query?.fieldManager ?? '';
    const present = this.deployments.get(path);
    if (!present) {
      if (!spec.template) {
        return status(422, 'Invalid');
      }
      this.deployments.set(path, {
        ...metadata,
        uid: this.#uid(),
        generation: 1,
        observed: 0,
        replicas: spec.replicas ?? 1,
        owners: new Set(spec.replicas === undefined ? [] : [manager]),
        paused: spec.paused ?? false,
        template: spec.template,
      });
      return this.#shown(path);
    }
    const others = [...present.owners].filter(owner => owner !== manager);
    if (
      spec.replicas !== undefined &&
      spec.replicas !== present.replicas &&
      others.length > 0 &&
      query?.force !== 'true'
    ) {
      return status(409, 'Conflict');
    }
    const before = JSON.stringify([
      present.replicas,
      present.paused,
      present.template,
    ]);
    if (spec.replicas !== undefined) {
      present.replicas = spec.replicas;
      present.owners.add(manager);
    } else if (present.owners.delete(manager) && present.owners.size === 0) {
      present.replicas = 1;
    }
    if (spec.template) {
      present.template = spec.template;
      present.paused = spec.paused ?? false;
      present.labels = metadata.labels;
      present.annotations = metadata.annotations;
    }
    const after = JSON.stringify([
      present.replicas,
      present.paused,
      present.template,
    ]);
    present.generation += before === after ? 0 : 1;
    return this.#shown(path);
  }

  #shown(path: string): KubeResponse {
    const deployment = this.deployments.get(path);
    return ok({
      kind: 'Deployment',
      metadata: {
        name: deployment?.name,
        namespace: deployment?.namespace,
        uid: deployment?.uid,
        labels: deployment?.labels,
        generation: deployment?.generation,
        managedFields: [...(deployment?.owners ?? [])].map(manager => ({
          manager,
          operation: 'Apply',
          fieldsV1: { 'f:spec': { 'f:replicas': {} } },
        })),
      },
      spec: { replicas: deployment?.replicas },
    });
  }

  #uid(): string {
    this.#uids += 1;
    return `${this.name}-${this.#uids}`;
  }
}

function secretsOf({ spec }: Template): string[] {
  const names = spec.containers.flatMap(({ env }) =>
    env.flatMap(one => one.valueFrom?.secretKeyRef.name ?? []),
  );
  return [...new Set(names)].sort();
}

function madeOf({ template }: SimulatedDeployment): string {
  return JSON.stringify(template);
}

function ok(body: unknown): KubeResponse {
  return { status: 200, headers: {}, body: JSON.stringify(body) };
}

function status(code: number, reason: string): KubeResponse {
  return {
    status: code,
    headers: {},
    body: JSON.stringify({ kind: 'Status', reason, message: reason }),
  };
}
