import { ClusterClient } from '../client';
import { KubeResponse } from '../http';
import { VirtualTimers } from '../simulation/VirtualTimers';
import { Heartbeat } from './Heartbeat';

function setUp() {
  const timers = new VirtualTimers();
  const flips: boolean[] = [];
  const cluster = { up: true, asked: 0 };
  const heartbeat = new Heartbeat({
    client: ClusterClient.overTransport({
      name: 'east',
      transport: {
        async request(): Promise<KubeResponse> {
          cluster.asked += 1;
          return {
            status: cluster.up ? 200 : 503,
            headers: {},
            body: '[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n',
          };
        },
        stream: async () => {
          throw new Error('A heartbeat opens no stream');
        },
        close() {},
      },
    }),
    timers,
    // In the middle: every 5 s.
    random: () => 0.5,
    onFlip: alive => flips.push(alive),
  });
  return { timers, flips, cluster, heartbeat };
}

describe('The heartbeat', () => {
  it('tells once that a cluster went silent, and once that it is back', async () => {
    const { timers, flips, cluster, heartbeat } = setUp();
    heartbeat.start();
    await timers.advance(20_000);
    expect(flips).toEqual([]);
    expect(heartbeat.problem).toBeUndefined();
    const lastSeen = heartbeat.lastBeat;

    cluster.up = false;
    await timers.advance(20_000);
    expect(flips).toEqual([false]);
    expect(heartbeat.problem).toBe(
      'Cluster "east" failed with status 503: these of its checks fail: etcd',
    );
    expect(heartbeat.lastBeat).toBe(lastSeen);

    cluster.up = true;
    await timers.advance(5_000);
    expect(flips).toEqual([false, true]);
    expect(heartbeat.problem).toBeUndefined();
    heartbeat.stop();
  });

  it('asks every 5 s, and no more once it is stopped', async () => {
    const { timers, cluster, heartbeat } = setUp();
    heartbeat.start();
    heartbeat.start();
    await timers.advance(50_000);
    expect(cluster.asked).toBe(10);
    heartbeat.stop();
    await timers.advance(50_000);
    expect(cluster.asked).toBe(10);
  });
});
