import { ReleaseRequest, ReleaseVerb } from '@flytower/plugin-delivery-common';
import { targetsOf } from '../domain/records';
import { boundTo } from './boundTo';
import { dan, OpenDelivery } from './openDelivery';
import { Fault } from './SimulatedCluster';

export const NAMES = ['east', 'west', 'north'];
const FAULTS: Fault[] = [
  { kind: 'hang' },
  { kind: 'lost-answer' },
  { kind: 'answer', status: 409, reason: 'Conflict' },
  { kind: 'answer', status: 410, reason: 'Gone' },
  { kind: 'answer', status: 429, reason: 'TooManyRequests' },
  { kind: 'answer', status: 500, reason: 'InternalError' },
];

/** A world in which everything goes wrong that can, and the checks that must hold all the same. */
export class World {
  readonly #delivery: OpenDelivery;
  readonly #random: () => number;
  readonly #wild: { on: boolean };
  /** The counts that somebody asked for, by cluster; nobody ever asks for the default of 1 by accident. */
  readonly #asked = new Map<string, Set<number | undefined>>();
  readonly #ids: string[] = [];
  #version = 0;
  /** What must never have been seen. */
  readonly violations: string[] = [];

  constructor(
    delivery: OpenDelivery,
    random: () => number,
    wild: { on: boolean },
  ) {
    this.#delivery = delivery;
    this.#random = random;
    this.#wild = wild;
    for (const name of NAMES) {
      this.#asked.set(name, new Set([undefined]));
      delivery.clusters[name].fault = () =>
        wild.on && random() < 0.15 ? this.#pick(FAULTS) : undefined;
    }
  }

  /** Something that a person or the world does, at random. */
  async happen(): Promise<void> {
    const { happenings } = this;
    await this.#pick(happenings).call(this);
  }

  readonly happenings = [
    this.release,
    this.release,
    this.scale,
    this.newImage,
    this.steer,
    this.cutOff,
    this.unpublish,
    this.rebind,
  ];

  async release(): Promise<void> {
    await this.#ask(this.request());
  }

  async scale(): Promise<void> {
    await this.#ask({
      kind: 'scale',
      environment: 'prod',
      instances: this.#count(),
    });
  }

  async newImage(): Promise<void> {
    await this.#tolerant(() =>
      this.#delivery.draft(`payments/checkout:${this.#count()}`),
    );
    await this.release();
  }

  async unpublish(): Promise<void> {
    await this.#ask({ kind: 'unpublish', environment: 'prod' });
  }

  /** The binding comes, or gets a new password, with its Secret in some clusters. */
  async rebind(): Promise<void> {
    this.#version += 1;
    await this.#publish(NAMES.filter(() => this.#random() < 0.6));
  }

  async steer(): Promise<void> {
    const release = this.#ids.at(-1);
    if (release) {
      const verbs: ReleaseVerb[] = ['pause', 'resume', 'abort', 'retry'];
      const verb = this.#pick(verbs);
      await this.#tolerant(() =>
        this.#delivery.releaseControl.control({
          tenant: 'payments',
          person: dan,
          key: `${verb}-${this.#random()}`,
          release,
          verb,
        }),
      );
    }
  }

  async cutOff(): Promise<void> {
    this.#delivery.reach(this.#pick(NAMES), this.#random() < 0.5);
  }

  /** Time passes, and after each step everything that must always hold is looked at. */
  async pass(steps: number): Promise<void> {
    for (let i = 0; i < steps; i += 1) {
      await this.#tolerant(() => this.#delivery.pass(1));
      this.#check();
    }
  }

  /** Calm returns, and the last thing asked for must come about exactly. */
  async settle() {
    this.#wild.on = false;
    NAMES.forEach(name => this.#delivery.reach(name, true));
    await this.#publish(NAMES);
    const request = this.request();
    const id = await this.#ask(request);
    const { operation } = await this.#delivery.settled(id ?? '', 100);
    this.#check();
    return { request, state: operation.state };
  }

  /** The Secret that instances carry which were released last. */
  get secretName(): string | undefined {
    return this.#version === 0 ? undefined : `orders-db-v${this.#version}`;
  }

  async #publish(clusters: string[]): Promise<void> {
    const { applications, bindings } = this.#delivery;
    const service = await applications.service('payments', 'checkout');
    bindings.publish(
      ...(this.#version === 0
        ? []
        : [boundTo(service, { version: this.#version, clusters })]),
    );
  }

  request(): Extract<ReleaseRequest, { kind: 'release' }> {
    const clusters = NAMES.filter(() => this.#random() < 0.7);
    return {
      kind: 'release',
      environment: 'prod',
      instances: this.#count(),
      clusters: (clusters.length > 0 ? clusters : NAMES).map(cluster => ({
        cluster,
        weight: 1 + Math.floor(this.#random() * 6),
      })),
      strategy: 'rolling',
    };
  }

  async #ask(request: ReleaseRequest): Promise<string | undefined> {
    const id = await this.#tolerant(() => this.#delivery.ask(request));
    if (id) {
      this.#ids.push(id);
      const release = await this.#delivery.stores.releases.find(id);
      for (const { cluster, from, to } of release ? targetsOf(release) : []) {
        this.#asked.get(cluster)?.add(to).add(from);
      }
    }
    return id;
  }

  /** In the wild a command may be refused, or die with its process; nobody is harmed. */
  async #tolerant<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!this.#wild.on) {
        throw error;
      }
      return undefined;
    }
  }

  #check(): void {
    for (const name of NAMES) {
      const { deployments, pods } = this.#delivery.clusters[name];
      const asked = [...(this.#asked.get(name) ?? [])];
      const most = Math.max(...asked.map(count => count ?? 0));
      const [deployment] = deployments.values();
      const staying = pods.filter(pod => !pod.deleting).length;
      if (deployments.size > 1) {
        this.violations.push(`${name} has ${deployments.size} Deployments`);
      }
      if (!asked.includes(deployment?.replicas)) {
        this.violations.push(
          `${name} has ${deployment?.replicas} replicas, which nobody asked for`,
        );
      }
      if (staying > most + Math.ceil(most / 4)) {
        this.violations.push(`${name} has ${staying} pods, at most ${most}`);
      }
    }
  }

  /** From 6 to 21: so that a Deployment that was reset to the default of 1 is rarely what somebody asked for. */
  #count(): number {
    return 6 + Math.floor(this.#random() * 16);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)];
  }
}
