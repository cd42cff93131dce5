import { ClusterClient } from '../client';
import { ClusterInventory, NodeRow, PodRow } from '../inventory';
import { RowParser } from '../inventory/RowParser';
import { isFlytowers, labelsOf } from '../naming';
import { Dice } from './Dice';
import { SimulatedApi } from './SimulatedApi';
import { VirtualTimers } from './VirtualTimers';

const PATHS = {
  nodes: '/api/v1/nodes',
  namespaces: '/api/v1/namespaces',
  workloads: '/apis/apps/v1/deployments',
  pods: '/api/v1/pods',
  services: '/api/v1/services',
  autoscalers: '/apis/autoscaling/v2/horizontalpodautoscalers',
  claims: '/api/v1/persistentvolumeclaims',
  events: '/api/v1/events',
} as const;
type Kind = keyof typeof PATHS;

jest.setTimeout(60_000);

const STEPS = 250;
const SEEDS = Number(process.env.FLYTOWER_SIMULATION_SEEDS ?? 20);
const FIRST_SEED = Number(process.env.FLYTOWER_SIMULATION_FIRST_SEED ?? 1);

/** A world that changes by dice: few names, so that objects come, change, go and come again under the same name. */
class World {
  readonly #api: SimulatedApi;
  readonly #dice: Dice;
  #made = 0;

  constructor(api: SimulatedApi, dice: Dice) {
    this.#api = api;
    this.#dice = dice;
    for (const name of ['a--prod', 'b--prod', 'kube-system']) {
      this.#put('namespaces', name, undefined);
    }
    for (const name of ['n1', 'n2', 'n3']) {
      this.#put('nodes', name, undefined);
    }
  }

  change(): void {
    const dice = this.#dice;
    const kind = dice.pick<Kind>([
      'pods',
      'pods',
      'pods',
      'pods',
      'workloads',
      'services',
      'services',
      'autoscalers',
      'claims',
      'events',
      'nodes',
      'namespaces',
    ]);
    const collection = this.#api.collection(PATHS[kind]);
    if (dice.chance(0.02)) {
      collection.compact();
    }
    const existing = collection.all();
    if (existing.length > 0 && dice.chance(0.3) && kind !== 'namespaces') {
      collection.remove(dice.pick(existing).metadata.uid);
    } else if (existing.length > 0 && dice.chance(0.5)) {
      const { name, namespace, uid } = dice.pick(existing).metadata;
      this.#put(kind, name, namespace, uid);
    } else {
      this.#put(
        kind,
        kind === 'nodes' ? `n${dice.below(6)}` : `x${dice.below(60)}`,
        kind === 'nodes' || kind === 'namespaces'
          ? undefined
          : dice.pick(['a--prod', 'b--prod', 'kube-system']),
      );
    }
  }

  /** Names are unique among what exists, as in a cluster. */
  #put(kind: Kind, name: string, namespace?: string, uid?: string): void {
    const collection = this.#api.collection(PATHS[kind]);
    const same = collection
      .all()
      .find(
        ({ metadata }) =>
          metadata.name === name && metadata.namespace === namespace,
      );
    this.#made += 1;
    collection.put({
      metadata: {
        name,
        ...(namespace && { namespace }),
        uid: uid ?? same?.metadata.uid ?? `uid-${kind}-${this.#made}`,
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: this.#labels(kind, name),
      },
      ...this.#body(kind),
    });
  }

  #labels(kind: Kind, name: string): Record<string, string> {
    const foreign =
      (kind === 'namespaces' && !name.includes('--')) ||
      (kind === 'services' && this.#dice.chance(0.3));
    return foreign ? {} : labelsOf({ serviceId: `s${this.#dice.below(5)}` });
  }

  #body(kind: Kind): Record<string, unknown> {
    const dice = this.#dice;
    switch (kind) {
      case 'pods':
        return {
          spec: {
            ...(dice.chance(0.9) && { nodeName: `n${dice.below(6)}` }),
            containers: [
              {
                image: `image:${dice.below(3)}`,
                resources: {
                  requests: {
                    cpu: `${dice.below(500)}m`,
                    memory: `${dice.below(64)}Mi`,
                  },
                },
              },
            ],
          },
          status: {
            phase: dice.pick(['Pending', 'Running', 'Succeeded', 'Failed']),
            conditions: [
              { type: 'Ready', status: dice.pick(['True', 'False']) },
            ],
          },
        };
      case 'workloads':
        return { spec: { replicas: dice.below(10) } };
      case 'services':
        return { spec: { ports: [{ port: 1 + dice.below(9) }] } };
      case 'autoscalers':
        return {
          spec: {
            scaleTargetRef: {
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              name: `x${dice.below(60)}`,
            },
            maxReplicas: 1 + dice.below(9),
          },
        };
      case 'claims':
        return {
          spec: {
            resources: { requests: { storage: `${dice.below(64)}Gi` } },
          },
          status: { phase: dice.pick(['Pending', 'Bound']) },
        };
      case 'events':
        return {
          involvedObject: { kind: 'Pod', name: 'x', uid: `u${dice.below(9)}` },
          lastTimestamp: new Date(1e12 + dice.below(1e6)).toISOString(),
        };
      default:
        return { spec: {}, status: {} };
    }
  }
}

function byUid<T extends { uid: string }>(rows: Iterable<T>): T[] {
  return [...rows].sort((a, b) => a.uid.localeCompare(b.uid));
}

function requestedOn(node: string, pods: PodRow[]): NodeRow['requested'] {
  const own = pods.filter(
    pod => pod.node === node && !['Succeeded', 'Failed'].includes(pod.phase),
  );
  return {
    cpuMillicores: own.reduce((sum, it) => sum + it.requests.cpuMillicores, 0),
    memoryBytes: own.reduce((sum, it) => sum + it.requests.memoryBytes, 0),
    pods: own.length,
  };
}

describe('An inventory over a faulty API server', () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index);

  it.each(seeds)(
    'equals a fresh list when the faults are over (seed %i)',
    async seed => {
      const dice = new Dice(seed);
      const timers = new VirtualTimers();
      const api = new SimulatedApi({
        timers,
        dice,
        streamsLists: dice.chance(0.6),
      });
      const world = new World(api, dice);
      const inventory = ClusterInventory.create({
        client: ClusterClient.overTransport({ name: 'sim', transport: api }),
        timers,
        random: dice.roll,
        idleTimeoutMs: 90_000,
      });
      inventory.start();
      const backedUpAt = dice.below(STEPS / 2);
      const putBackAt = STEPS / 2 + dice.below(STEPS / 2);
      let putBack: () => void = () => {};

      for (let step = 0; step < STEPS; step += 1) {
        world.change();
        if (step === backedUpAt) {
          putBack = api.backUp();
        } else if (step === putBackAt) {
          putBack();
        }
        if (dice.chance(0.1)) {
          api.strike();
        }
        await timers.advance(dice.pick([0, 0, 10, 200, 3_000, 40_000]));
        // At any moment, however stale, the sums agree with the rows.
        for (const node of inventory.nodes()) {
          expect(node.requested).toEqual(
            requestedOn(node.name, inventory.pods()),
          );
        }
      }
      api.faulty = false;
      // Longer than any watch, since the death of one without bookmarks shows when its time is over.
      await timers.advance(15 * 60_000);

      const parser = new RowParser();
      const fresh = <T extends { uid: string }>(
        kind: Kind,
        parse: (raw: unknown) => T,
      ) => byUid(api.collection(PATHS[kind]).all().map(parse));
      const pods = fresh('pods', parser.pod);
      expect(byUid(inventory.pods())).toEqual(pods);
      expect(byUid(inventory.workloads())).toEqual(
        fresh('workloads', parser.deployment),
      );
      expect(byUid(inventory.services() ?? [])).toEqual(
        fresh('services', parser.service).filter(it => isFlytowers(it.labels)),
      );
      expect(byUid(inventory.autoscalers() ?? [])).toEqual(
        fresh('autoscalers', parser.autoscaler),
      );
      expect(byUid(inventory.claims() ?? [])).toEqual(
        fresh('claims', parser.claim),
      );
      expect(byUid(inventory.namespaces())).toEqual(
        fresh('namespaces', parser.namespace),
      );
      expect(byUid(inventory.nodes())).toEqual(
        fresh('nodes', parser.node).map(node => ({
          ...node,
          requested: requestedOn(node.name, pods),
        })),
      );
      expect(byUid(inventory.events({ limit: 1e6 }))).toEqual(
        fresh('events', parser.event).filter(it => it.namespace.includes('--')),
      );
      for (const serviceId of ['s0', 's1', 's2', 's3', 's4']) {
        expect(
          byUid(inventory.pods({ serviceId, namespace: 'a--prod' })),
        ).toEqual(
          pods.filter(
            pod =>
              pod.namespace === 'a--prod' &&
              pod.labels['flytower.dev/service-id'] === serviceId,
          ),
        );
      }
      expect(inventory.age()).toMatchObject({ state: 'live' });
      expect(inventory.totals()).toMatchObject({
        pods: pods.length,
        readyPods: pods.filter(({ ready }) => ready).length,
      });
      await inventory.stop();
      api.close();
    },
  );
});

describe('An inventory over a quiet API server', () => {
  it('keeps its watch of events, of which no bookmarks come, as long as the others', async () => {
    const timers = new VirtualTimers();
    const dice = new Dice(1);
    const api = new SimulatedApi({ timers, dice, streamsLists: true });
    api.faulty = false;
    const world = new World(api, dice);
    world.change();
    const inventory = ClusterInventory.create({
      client: ClusterClient.overTransport({ name: 'sim', transport: api }),
      timers,
      random: dice.roll,
    });
    inventory.start();
    await timers.advance(60 * 60_000);
    for (const [kind, health] of Object.entries(inventory.health())) {
      expect([kind, health.failures, health.state]).toEqual([kind, 0, 'live']);
    }
    // An hour in pieces of 300 to 600 s.
    expect(api.watched.get(PATHS.events)).toBeGreaterThanOrEqual(6);
    expect(api.watched.get(PATHS.events)).toBeLessThanOrEqual(13);
    await inventory.stop();
    api.close();
  });
});
