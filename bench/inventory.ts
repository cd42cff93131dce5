/**
 * What the inventory costs: memory of 100,000 pods, time to take them in, the longest stop of the event loop meanwhile,
 * and the time of a page that reads 50 clusters with 50,000 pods.
 *
 *   node --expose-gc --require @backstage/cli-node/config/nodeTransform.cjs bench/inventory.ts
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  ClusterClient,
  ClusterInventory,
  KubeResponse,
  KubeStream,
  labelsOf,
  Transport,
} from '../packages/kube/src';

const NODES_PER_1000_PODS = 20;

/** A pod as long as real ones are, managedFields included: about 5 kB. */
function podObject(index: number) {
  const tenant = `tenant-${index % 40}`;
  const service = `service-${index % 400}`;
  const node = `node-${index % ((index / 1000 + 1) * NODES_PER_1000_PODS)}`;
  return {
    metadata: {
      name: `${service}-7d4b9c6f5-${index}`,
      namespace: `${tenant}--prod`,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      resourceVersion: String(index + 1),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: labelsOf({
        tenant,
        tenantId: `01J${tenant}`,
        application: 'shop',
        service,
        serviceId: `01J${service}`,
        environment: 'prod',
        stage: 'stable',
        cluster: 'east',
        dataCentre: 'frankfurt',
      }),
      ownerReferences: [{ uid: `rs-${service}`, controller: true }],
      managedFields: [
        { manager: 'kubelet', fieldsV1: { f: 'x'.repeat(2500) } },
      ],
    },
    spec: {
      nodeName: node.split('.')[0],
      containers: [
        {
          name: 'main',
          image: `registry.example.com/shop/${service}:1.2.3`,
          resources: { requests: { cpu: '100m', memory: '128Mi' } },
          env: Array.from({ length: 20 }, (_, at) => ({
            name: `VARIABLE_${at}`,
            value: 'a value of some length',
          })),
        },
      ],
    },
    status: {
      phase: 'Running',
      startTime: '2026-01-01T00:00:01Z',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ restartCount: 0, state: { running: {} } }],
    },
  };
}

/** Streams so many pods, in pieces of 64 KiB as sockets give them. */
class BulkTransport implements Transport {
  readonly #pods: number;

  constructor(pods: number) {
    this.#pods = pods;
  }

  async request(): Promise<KubeResponse> {
    return { status: 200, headers: {}, body: 'ok' };
  }

  async stream({ path }: { path: string }): Promise<KubeStream> {
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    return {
      status: 200,
      headers: {},
      chunks: this.#chunks(path, held),
      close: release,
    };
  }

  close(): void {}

  async *#chunks(path: string, held: Promise<void>) {
    let chunk = '';
    for (let at = 0; path.endsWith('/pods') && at < this.#pods; at += 1) {
      chunk += `${JSON.stringify({ type: 'ADDED', object: podObject(at) })}\n`;
      if (chunk.length > 65_536) {
        yield Buffer.from(chunk);
        chunk = '';
        await new Promise(resolve => setImmediate(resolve));
      }
    }
    const end = {
      type: 'BOOKMARK',
      object: {
        metadata: {
          resourceVersion: String(this.#pods + 1),
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
      },
    };
    yield Buffer.from(`${chunk}${JSON.stringify(end)}\n`);
    await held;
  }
}

async function load(pods: number): Promise<ClusterInventory> {
  const inventory = ClusterInventory.create({
    client: ClusterClient.overTransport({
      name: 'bench',
      transport: new BulkTransport(pods),
    }),
  });
  inventory.start();
  while (!inventory.synced) {
    await new Promise(resolve => setImmediate(resolve));
  }
  return inventory;
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function main() {
  const before = heapMb();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  const large = await load(100_000);
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  const memory = heapMb() - before;
  console.log(
    `100,000 pods: ${memory.toFixed(0)} MB, taken in in ${seconds.toFixed(
      1,
    )} s (with making them), longest stop ${(delay.max / 1e6).toFixed(0)} ms`,
  );
  await large.stop();

  const clusters = await Promise.all(
    Array.from({ length: 50 }, () => load(1_000)),
  );
  const times = Array.from({ length: 1000 }, () => {
    const from = performance.now();
    for (const cluster of clusters) {
      cluster.totals();
      cluster.age();
      const pods = cluster.pods();
      pods.filter(pod => !pod.ready).slice(0, 20);
    }
    return performance.now() - from;
  }).sort((a, b) => a - b);
  console.log(
    `a page over 50 clusters, 50,000 pods: median ${times[500]?.toFixed(
      1,
    )} ms, 99th percentile ${times[990]?.toFixed(1)} ms`,
  );
  await Promise.all(clusters.map(cluster => cluster.stop()));
}

void main().then(() => process.exit(0));
