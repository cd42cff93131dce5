import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { describeClusters } from '@flytower/kube/testUtils';
import { fleetServiceRef } from '@flytower/plugin-fleet-node';
import { eventually } from './__testUtils__/eventually';
import { fleetOverClusters } from './__testUtils__/fleetOverClusters';

jest.setTimeout(120_000);

/** What a plugin that places things has left to do in west, and what it saw of it when it was asked. */
const placing = { left: '', asked: [] as unknown[] };
const placingPlugin = createBackendPlugin({
  pluginId: 'placing',
  register(env) {
    env.registerInit({
      deps: { fleet: fleetServiceRef },
      async init({ fleet }) {
        fleet.checkReturns(async ({ name, lost, health }) => {
          placing.asked.push([name, lost?.state, health.data.state]);
          return placing.left || undefined;
        });
      },
    });
  },
});

describeClusters('A lost cluster over real clusters', clusters => {
  const fleet = fleetOverClusters(clusters, [placingPlugin]);
  const { finished, get, post } = fleet;
  const names = async (path: string) =>
    (await get(path)).items.map(({ name }: { name: string }) => name).sort();
  const west = () => get('/v1/clusters/west');

  it('is left out, seen when it answers, and returns once nothing is left to stop in it', async () => {
    await fleet.register();
    const reason = 'Its data centre burnt down';
    const refused = await post('/v1/clusters/west/lost', { reason });
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toContain('The cluster "west" answers');

    fleet.proxy.freeze();
    await eventually(async () => {
      expect(await west()).toMatchObject({ data: { state: 'stale' } });
    });
    const { body: lose, status } = await post('/v1/clusters/west/lost', {
      reason,
    });
    expect(status).toBe(202);
    expect(await names('/v1/clusters')).toEqual(['east']);
    expect(await names('/v1/targets')).toEqual(['east']);
    expect(await get('/v1/nodes')).toMatchObject({ total: 5 });
    expect(await get('/v1/data-centres/oslo')).toMatchObject({
      clusters: [],
      nodes: 0,
      health: { sentence: 'Its cluster is declared lost' },
    });
    expect(await west()).toMatchObject({
      lost: { state: 'lost', by: 'user:default/olivia', reason },
      health: { status: 'stopped' },
      nodes: { total: 3 },
    });
    await finished(lose.id, 'waiting');
    const early = await post('/v1/clusters/west/returned');
    expect(early.status).toBe(409);
    expect(early.body.error.message).toContain(
      'The cluster "west" cannot return yet',
    );

    fleet.proxy.thaw();
    await eventually(async () => {
      expect(await west()).toMatchObject({
        lost: { state: 'lost', answeredAt: expect.any(String) },
        health: { status: 'waiting' },
        data: { state: 'live' },
      });
    }, 60_000);
    await finished(lose.id);
    expect(await names('/v1/clusters')).toEqual(['east']);
    expect(placing.asked).toEqual([]);

    placing.left = 'checkout is being stopped in west';
    const { body: comeBack } = await post('/v1/clusters/west/returned');
    expect(await finished(comeBack.id, 'waiting')).toMatchObject({
      reason: placing.left,
      steps: [{ state: 'succeeded' }, { state: 'succeeded' }, {}],
    });
    expect(await west()).toMatchObject({ lost: { state: 'returning' } });
    placing.left = '';
    await finished(comeBack.id);
    expect(placing.asked[0]).toEqual(['west', 'returning', 'live']);
    await eventually(async () => {
      expect(await names('/v1/clusters')).toEqual(['east', 'west']);
    });
    expect(await west()).toMatchObject({
      health: { status: 'healthy' },
      data: { state: 'live' },
    });
    expect((await west()).lost).toBeUndefined();
  });
});
