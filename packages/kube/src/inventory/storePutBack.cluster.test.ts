import { ClusterClient, Manifest } from '../client';
import { describeClusters, eventually } from '../testUtils';
import { OwnControlPlane } from '../testUtils/OwnControlPlane';
import { ClusterInventory } from './ClusterInventory';

/** The longest wait of a watch between two tries is 30 s; on a busy machine all takes longer. */
const WITHIN_MS = 90_000;
const NAMESPACE = 'default';
const PUT_BACK =
  'The store of cluster "own" was put back to an earlier state; what it holds is listed anew';

describeClusters(
  'The inventory of a cluster whose etcd is put back',
  ([authority]) => {
    let plane: OwnControlPlane;
    let client: ClusterClient;
    let inventory: ClusterInventory;

    beforeAll(async () => {
      plane = await OwnControlPlane.start(authority);
      await apply(namespaceOf('kept'), deployment(3), pod('gone'));
      await plane.backUp();
      client = ClusterClient.create({
        name: 'own',
        guard: authority.guard,
        connection: plane.connection,
      });
      inventory = ClusterInventory.create({ client });
      inventory.start();
      await eventually('the inventory is synced', () => inventory.synced);
    }, 240_000);

    afterAll(async () => {
      await inventory?.stop();
      client?.close();
      await plane?.close();
    });

    async function apply(...manifests: Manifest[]): Promise<void> {
      for (const manifest of manifests) {
        await plane.admin.apply(manifest, { fieldManager: 'test' });
      }
    }

    async function remove(name: string): Promise<void> {
      const namespace = NAMESPACE;
      await plane.admin.delete({
        apiVersion: 'v1',
        kind: 'Pod',
        name,
        namespace,
      });
    }

    const shown = () => ({
      namespaces: inventory
        .namespaces()
        .map(({ name }) => name)
        .filter(name => ['kept', 'made'].includes(name)),
      replicas: inventory.workloads().map(({ replicas }) => replicas),
      pods: inventory
        .pods()
        .map(({ name }) => name)
        .sort(),
    });
    const asBackedUp = { namespaces: ['kept'], replicas: [3], pods: ['gone'] };
    const asChanged = {
      namespaces: ['kept', 'made'],
      replicas: [5],
      pods: ['made'],
    };

    /** What no backup knows, seen by the inventory: more writes than an API server makes when it starts. */
    async function changeAll(): Promise<void> {
      for (let replicas = 105; replicas >= 5; replicas -= 1) {
        await apply(deployment(replicas));
      }
      await apply(namespaceOf('made'), pod('made'));
      await remove('gone');
      await shows(asChanged);
    }

    async function shows(what: object): Promise<void> {
      await eventually(
        `the inventory shows ${JSON.stringify(what)}`,
        () => {
          expect(shown()).toEqual(what);
          return true;
        },
        WITHIN_MS,
      );
      await eventually('it is live', () => inventory.age().state === 'live');
    }

    /** The watches go on: what is written now is shown. */
    async function goesOn(): Promise<void> {
      await apply(pod('later'));
      await shows({ ...asBackedUp, pods: ['gone', 'later'] });
      await remove('later');
      await shows(asBackedUp);
    }

    const sentences = () =>
      Object.values(inventory.health()).map(({ lastError }) => lastError);

    it('is right again after the API server is back, as the documentation has it done', async () => {
      await changeAll();
      await plane.killApiServer();
      await plane.stopEtcd();
      await plane.putBack();
      await plane.startEtcd();
      await plane.startApiServer();
      await shows(asBackedUp);
      expect(sentences()).toContain(PUT_BACK);
      await goesOn();
    }, 240_000);

    it('is right again after the API server was started again, where that was forgotten at first', async () => {
      await changeAll();
      await plane.stopEtcd();
      await plane.putBack();
      await plane.startEtcd();
      await plane.ready();
      // It serves its old cache to everybody.
      const { items } = await plane.admin.list({
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: NAMESPACE,
      });
      expect(items.map(({ metadata }) => metadata?.name)).toEqual(['made']);
      await plane.killApiServer();
      await plane.startApiServer();
      await shows(asBackedUp);
      await goesOn();
    }, 240_000);

    it('is right again where new versions begin far ahead of the lost ones', async () => {
      await changeAll();
      await plane.killApiServer();
      await plane.stopEtcd();
      await plane.putBack('--bump-revision=1000000', '--mark-compacted');
      await plane.startEtcd();
      await plane.startApiServer();
      await shows(asBackedUp);
      await goesOn();
      expect(inventory.age().state).toBe('live');
    }, 240_000);

    it('says nothing of the kind when etcd and the API server start again as they were', async () => {
      await plane.killApiServer();
      await plane.stopEtcd();
      await plane.startEtcd();
      await plane.startApiServer();
      await apply(pod('after'));
      await shows({ ...asBackedUp, pods: ['after', 'gone'] });
      expect(sentences()).not.toContain(PUT_BACK);
    }, 240_000);
  },
);

function namespaceOf(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function pod(name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      containers: [{ name: 'main', image: 'registry.example.com/shop:1' }],
    },
  };
}

function deployment(replicas: number): Manifest {
  const labels = { app: 'shop' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop', namespace: NAMESPACE },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'main', image: 'registry.example.com/shop:1' }],
        },
      },
    },
  };
}
