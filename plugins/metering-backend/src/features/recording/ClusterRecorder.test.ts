import { describeDatabases } from '@flytower/durable/testUtils';
import { ClaimRow } from '@flytower/kube';
import { mockNamespace, mockPod } from '@flytower/plugin-fleet-node/testUtils';
import { openLedger } from '../../__testUtils__/openLedger';

jest.setTimeout(60_000);

/** 12:00:00 UTC. */
const NOON = 1_772_366_400;
const at = (second: number) => new Date((NOON + second) * 1000).toISOString();

const namespace = mockNamespace({
  name: 'payments--prod',
  labels: {
    'flytower.dev/tenant': 'payments',
    'flytower.dev/environment': 'prod',
  },
});
const claim: ClaimRow = {
  namespace: 'payments--prod',
  name: 'data-0',
  uid: 'claim-1',
  labels: {},
  phase: 'Bound',
  requestedBytes: 10 * 2 ** 30,
  capacityBytes: 16 * 2 ** 30,
  createdAt: at(0),
};

/** Asks for half a core; created at noon, started 2 seconds later. */
const pod = (name: string) =>
  mockPod({
    name,
    createdAt: at(0),
    startedAt: at(2),
    requests: { cpuMillicores: 500, memoryBytes: 2 ** 30 },
  });
const live = {
  state: 'live',
  lastContactAt: at(0),
  sentence: 'Changes arrive as they happen',
} as const;

describeDatabases('recording a cluster', openTestStore => {
  async function open() {
    const opened = await openLedger(openTestStore, { start: NOON });
    const { fleet, clock, views } = opened;
    fleet.cluster('east').show({ namespaces: [namespace] });
    const recorder = opened.recorder();
    return {
      ...opened,
      east: fleet.cluster('east'),
      look: async (second: number, by = recorder) => {
        clock.second = NOON + second;
        await by.look('east');
      },
      usage: async (second: number, selection = {}) => {
        clock.second = NOON + second;
        return views.page({
          scope: { kind: 'everything' },
          selection,
          groupBy: 'resource',
          limit: 100,
        });
      },
    };
  }

  it('knows no gap in the life of a pod that was there before and after ten minutes without a backend', async () => {
    const { east, look, usage, recorder } = await open();
    east.show({ pods: [pod('checkout-1')] });
    await look(10);
    await look(615, recorder());
    const { items, gaps } = await usage(615);
    expect(items[0].figures).toMatchObject({
      existedSeconds: { least: '615', most: '615' },
      ranSeconds: { least: '613', most: '613' },
      cpuMillicoreSeconds: { least: '306500', most: '306500' },
    });
    // What came and went meanwhile nobody knows: that is said.
    expect(gaps).toEqual([
      { source: { kind: 'cluster', name: 'east' }, from: at(10), to: at(615) },
    ]);
  });

  it('gives bounds to the end of a pod that vanished meanwhile', async () => {
    const { east, look, usage, recorder } = await open();
    east.show({ pods: [pod('checkout-1')] });
    await look(10);
    east.show({ pods: [] });
    await look(610, recorder());
    const { items } = await usage(900);
    expect(items[0]).toMatchObject({
      resource: { closedAt: { earliest: at(10), latest: at(610) } },
      figures: {
        existedSeconds: { least: '10', most: '610' },
        ranSeconds: { least: '8', most: '608' },
      },
    });
  });

  it('ends nothing when a cluster is lost from sight, and counts the time since as unknown', async () => {
    const { east, look, usage } = await open();
    east.show({ pods: [pod('checkout-1')] });
    await look(60);
    east.setAge({ ...live, state: 'stale', sentence: 'No answer' });
    // The rows stand still while nobody sees; here they are even gone.
    east.show({ pods: [] });
    await look(360);
    const { items, gaps } = await usage(360);
    expect(items[0].figures.existedSeconds).toEqual({
      least: '60',
      most: '360',
    });
    expect(items[0].resource?.closedAt).toBeUndefined();
    expect(gaps).toEqual([
      { source: { kind: 'cluster', name: 'east' }, from: at(60) },
    ]);
    // Seen again, the same by its uid: all of the time was certain after all.
    east.show({ pods: [pod('checkout-1')] });
    east.setAge(live);
    await look(400);
    expect((await usage(400)).items[0].figures.existedSeconds).toEqual({
      least: '400',
      most: '400',
    });
  });

  it('takes back the end of a pod that is there again', async () => {
    const { east, look, usage, rows } = await open();
    east.show({ pods: [pod('checkout-1')] });
    await look(10);
    east.show({ pods: [] });
    await look(20);
    east.show({ pods: [pod('checkout-1')] });
    await look(30);
    expect((await usage(30)).items).toMatchObject([
      {
        figures: {
          existedSeconds: { least: '30', most: '30' },
          ranSeconds: { least: '28', most: '28' },
        },
      },
    ]);
    expect((await rows()).filter(({ weight }) => weight === -1)).toHaveLength(
      2,
    );
  });

  it('meters a volume while its claim is there, and goes without where claims are not shown', async () => {
    const { east, look, usage } = await open();
    east.show({ claims: [claim] });
    await look(10);
    east.show({ claims: undefined });
    await look(100);
    expect((await usage(100)).items[0].figures.storageByteSeconds).toEqual({
      // 10 GiB × 10 s are certain, × 100 s possible.
      least: '107374182400',
      most: '1073741824000',
    });
    east.show({ claims: [claim] });
    await look(110);
    expect((await usage(110)).items[0].figures).toMatchObject({
      storageByteSeconds: { least: '1181116006400', most: '1181116006400' },
      ranSeconds: { least: '0', most: '0' },
    });
  });

  it('leaves alone what is in no namespace of a tenant', async () => {
    const { east, look, usage } = await open();
    east.show({
      pods: [
        { ...pod('coredns'), namespace: 'kube-system' },
        // A pod cannot name its own tenant.
        {
          ...pod('liar'),
          namespace: 'default',
          labels: { 'flytower.dev/tenant': 'payments' },
        },
      ],
    });
    await look(10);
    expect((await usage(10)).items).toEqual([]);
  });

  it('ends what was in a cluster that left the fleet', async () => {
    const { east, look, usage, recorder, clock } = await open();
    east.show({ pods: [pod('checkout-1')] });
    await look(10);
    clock.second = NOON + 40;
    await recorder().end('east');
    const { items, gaps } = await usage(9_000);
    expect(items[0].figures.existedSeconds).toEqual({
      least: '10',
      most: '40',
    });
    expect(gaps).toMatchObject([]);
  });

  it('lets one process at a time write about a cluster', async () => {
    const { east, look, ledger, store, clock } = await open();
    east.show({ pods: [pod('checkout-1')] });
    await look(10);
    await store
      .knex('sources')
      .update({ holder: 'another process', held_until: NOON + 40 });
    clock.second = NOON + 20;
    await expect(ledger.takeBook('cluster:east', NOON + 20)).rejects.toThrow(
      'Another process records cluster:east',
    );
    await expect(look(20)).rejects.toThrow('Another process');
    // It died: after its time others go on.
    await look(41);
  });

  it('never lets a row of the ledger be changed or removed', async () => {
    const { east, look, store } = await open();
    east.show({ pods: [pod('checkout-1')] });
    await look(10);
    east.show({ pods: [] });
    await look(20);
    await expect(store.knex('ledger').update({ certain: 1 })).rejects.toThrow(
      'Rows of the ledger are for ever',
    );
    await expect(store.knex('ledger').delete()).rejects.toThrow('for ever');
  });
});
