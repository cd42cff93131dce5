import { ClusterClient } from '../client';
import { labelsOf } from '../naming';
import { Dice } from '../simulation/Dice';
import { SimulatedApi } from '../simulation/SimulatedApi';
import { VirtualTimers } from '../simulation/VirtualTimers';
import { ClusterInventory } from './ClusterInventory';
import { InventoryHint } from './InventoryHint';

const DEPLOYMENTS = '/apis/apps/v1/deployments';
const CRON_JOBS = '/apis/batch/v1/cronjobs';
const SERVICES = '/api/v1/services';
const AUTOSCALERS = '/apis/autoscaling/v2/horizontalpodautoscalers';
const CLAIMS = '/api/v1/persistentvolumeclaims';
const OPTIONAL = [CRON_JOBS, SERVICES, AUTOSCALERS, CLAIMS];
const HOUR_MS = 60 * 60_000;

/** An inventory over an API server without faults; `put` makes or changes an object of shop--prod. */
async function setUp({ denied = [] as string[], streamsLists = true } = {}) {
  const timers = new VirtualTimers();
  const dice = new Dice(1);
  const api = new SimulatedApi({ timers, dice, streamsLists });
  api.faulty = false;
  denied.forEach(path => api.denied.add(path));
  const hints: InventoryHint[] = [];
  const inventory = ClusterInventory.create({
    client: ClusterClient.overTransport({ name: 'east', transport: api }),
    onChange: hint => hints.push(hint),
    timers,
    random: dice.roll,
  });
  inventory.start();
  await timers.advance(0);
  return {
    api,
    timers,
    inventory,
    /** The hints since the last time that tell of rows. */
    told: async () => {
      await timers.advance(0);
      return hints.splice(0).filter(({ kind }) => kind !== 'cluster');
    },
    put: (
      path: string,
      name: string,
      body: object,
      labels: Record<string, string> = labelsOf({ serviceId: `id-${name}` }),
    ) =>
      api.collection(path).put({
        metadata: { name, namespace: 'shop--prod', uid: `uid-${name}`, labels },
        ...body,
      }),
    close: async () => {
      await inventory.stop();
      api.close();
    },
  };
}

const port = (number: number) => ({ spec: { ports: [{ port: number }] } });
const scaling = (name: string, status: object = {}) => ({
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    maxReplicas: 5,
  },
  status,
});

describe('An inventory whose identity lacks rights', () => {
  it('is as young as ever, and says of each kind that it is not seen', async () => {
    const { inventory, timers, close } = await setUp({ denied: OPTIONAL });
    await timers.advance(30_000);
    expect(inventory.age().state).toBe('live');
    expect(inventory.synced).toBe(true);
    expect(inventory.services()).toBeUndefined();
    expect(inventory.autoscalers()).toBeUndefined();
    expect(inventory.claims()).toBeUndefined();
    expect(inventory.sees('cronJobs')).toBe(false);
    expect(inventory.health().services.lastError).toMatch(/east/);
    await close();
  });

  it('asks seldom and tells nobody, until the right is given', async () => {
    const { api, inventory, timers, told, close } = await setUp({
      denied: OPTIONAL,
    });
    await timers.advance(HOUR_MS);
    const before = OPTIONAL.map(path => api.asked.get(path) ?? 0);
    await told();
    await timers.advance(HOUR_MS);
    OPTIONAL.forEach((path, index) => {
      const asked = (api.asked.get(path) ?? 0) - before[index];
      expect(asked).toBeGreaterThanOrEqual(6);
      expect(asked).toBeLessThanOrEqual(12);
    });
    expect(await told()).toEqual([]);
    api.denied.clear();
    await timers.advance(10 * 60_000);
    expect(inventory.services()).toEqual([]);
    expect(inventory.autoscalers()).toEqual([]);
    expect(inventory.sees('cronJobs')).toBe(true);
    await close();
  });

  it('sees no more of a kind whose right is taken away', async () => {
    const { api, inventory, timers, put, close } = await setUp();
    put(SERVICES, 'checkout', port(80));
    await timers.advance(0);
    expect(inventory.services()).toHaveLength(1);
    api.denied.add(SERVICES);
    // Rights are asked about when a watch is renewed, after 300 to 600 s.
    await timers.advance(11 * 60_000);
    expect(inventory.services()).toBeUndefined();
    expect(inventory.age().state).toBe('live');
    await close();
  });
});

describe('The Services of an inventory', () => {
  it.each([true, false])(
    'are those with the label of Flytower (lists are streamed: %s)',
    async streamsLists => {
      const { inventory, timers, put, told, close } = await setUp({
        streamsLists,
      });
      await timers.advance(1_000);
      await told();
      put(SERVICES, 'checkout', port(80));
      put(SERVICES, 'foreign', port(80), { app: 'foreign' });
      expect(await told()).toEqual([
        {
          kind: 'service',
          namespace: 'shop--prod',
          serviceIds: ['id-checkout'],
        },
      ]);
      const names = () => inventory.services()?.map(({ name }) => name);
      expect(names()).toEqual(['checkout']);

      put(SERVICES, 'checkout', port(80), { app: 'taken' });
      put(SERVICES, 'foreign', port(80), labelsOf({ serviceId: 'id-foreign' }));
      expect((await told()).flatMap(hint => hint.serviceIds)).toEqual([
        'id-checkout',
        'id-foreign',
      ]);
      expect(names()).toEqual(['foreign']);
      await close();
    },
  );

  it('are found by namespace and by service', async () => {
    const { inventory, timers, put, close } = await setUp();
    put(SERVICES, 'checkout', port(80));
    put(SERVICES, 'search', port(81));
    await timers.advance(0);
    expect(
      inventory
        .services({ namespace: 'shop--prod', serviceId: 'id-search' })
        ?.map(({ ports }) => ports[0].port),
    ).toEqual([81]);
    expect(inventory.services({ namespace: 'shop--test' })).toEqual([]);
    await close();
  });
});

describe('The autoscalers of an inventory', () => {
  it('concern the services whose workloads they scale, before a change and after it', async () => {
    const { inventory, put, told, close } = await setUp();
    put(DEPLOYMENTS, 'checkout', { spec: {} });
    put(DEPLOYMENTS, 'search', { spec: {} });
    await told();
    put(AUTOSCALERS, 'hand-made', scaling('checkout'), {});
    expect(await told()).toEqual([
      {
        kind: 'autoscaler',
        namespace: 'shop--prod',
        serviceIds: ['id-checkout'],
      },
    ]);
    put(AUTOSCALERS, 'hand-made', scaling('search'), {});
    expect((await told())[0].serviceIds).toEqual(['id-search', 'id-checkout']);
    put(AUTOSCALERS, 'hand-made', scaling('nothing'), {});
    expect((await told())[0].serviceIds).toEqual(['id-search']);
    expect(inventory.autoscalers({ namespace: 'shop--prod' })).toHaveLength(1);
    expect(inventory.autoscalers({ namespace: 'other' })).toEqual([]);
    await close();
  });

  it('take a kind of another group for no workload', async () => {
    const { put, told, close } = await setUp();
    put(DEPLOYMENTS, 'checkout', { spec: {} });
    await told();
    const { spec } = scaling('checkout');
    spec.scaleTargetRef.apiVersion = 'example.com/v1';
    put(AUTOSCALERS, 'foreign', { spec }, {});
    expect((await told())[0].serviceIds).toEqual([]);
    await close();
  });

  it('tell nobody that their metrics were looked at again', async () => {
    const { put, told, close } = await setUp();
    const looked = (value: number) =>
      scaling('checkout', {
        currentReplicas: 2,
        desiredReplicas: 2,
        currentMetrics: [{ value }],
      });
    put(AUTOSCALERS, 'checkout', looked(1));
    expect(await told()).toHaveLength(1);
    put(AUTOSCALERS, 'checkout', looked(2));
    expect(await told()).toEqual([]);
    put(AUTOSCALERS, 'checkout', scaling('checkout', { desiredReplicas: 3 }));
    expect(await told()).toHaveLength(1);
    await close();
  });
});
