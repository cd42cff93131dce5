import { ConflictError, NotFoundError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import { describeDatabases, readAll } from '@flytower/durable/testUtils';
import { InventoryAge } from '@flytower/plugin-fleet-node';
import { newCluster, usable } from '../../__testUtils__/fixtures';
import { setUpRegistrations } from '../../__testUtils__/setUpRegistrations';
import { migrations } from '../../migrations';

jest.setTimeout(60_000);

const OLIVIA = 'user:default/olivia';
const asked = (key: string) => ({ person: OLIVIA, key });
const SILENT: InventoryAge = {
  state: 'stale',
  lastContactAt: '2026-01-10T11:59:20.000Z',
  sentence: 'connection refused',
};
const LIVE: InventoryAge = { state: 'live', sentence: 'As it is now' };
const BURNT = { reason: 'Its data centre burnt down' };

describeDatabases('A lost cluster', openTestStore => {
  let store: Store;
  beforeEach(async () => {
    store = await openTestStore(migrations);
  });

  /** East is registered; `age` is how this process sees it. */
  async function setUp(
    options: Parameters<typeof setUpRegistrations>[1] & {
      registered?: boolean;
    } = {},
  ) {
    const fleet = await setUpRegistrations(store, {
      ...options,
      follow: false,
    });
    const sight = { age: SILENT };
    fleet.views.set('east', { age: () => sight.age });
    if (options.registered !== true) {
      await store.transaction(trx =>
        fleet.clusters.insert(trx, newCluster(fleet.sealer)),
      );
    }
    await fleet.follower.refresh();
    const east = () => fleet.clusters.mustBeThere('east');
    const later = async () => {
      fleet.clock.advance(15_000);
      while ((await fleet.engine.runDue()) > 0);
      await fleet.follower.refresh();
    };
    return { ...fleet, east, later, sight };
  }
  const rowsIn = async (table: string) => (await store.knex(table)).length;

  it('is left out from the declaration on, in the facts of every replica, and is read on', async () => {
    const { east, hub, links, losses, clock } = await setUp();
    const other = await setUp({ registered: true, clock });
    const operation = await losses.declareLost('east', BURNT, asked('1'));
    await other.follower.refresh();
    const lost = {
      state: 'lost',
      since: '2026-01-10T12:00:00.000Z',
      by: OLIVIA,
      reason: 'Its data centre burnt down',
    };
    expect((await east()).lost).toEqual(lost);
    for (const one of [hub, other.hub]) {
      expect(one.clusterFacts('east')).toMatchObject({
        lost,
        health: {
          status: 'stopped',
          sentence:
            'It is declared lost since 2026-01-10 12:00 UTC: what was there counts as gone',
          data: { state: 'stale' },
        },
      });
    }
    expect([...links, ...other.links]).toMatchObject([
      { stopped: false },
      { stopped: false },
    ]);
    expect(operation).toMatchObject({
      kind: 'cluster.lose',
      subject: { kind: 'cluster', name: 'east' },
      requester: OLIVIA,
    });
    expect(await readAll(store)).toMatchObject([
      {
        type: 'cluster.lost.v1',
        outcome: 'succeeded',
        operationId: operation.id,
        actor: OLIVIA,
        summary: 'Cluster "east" was declared lost: Its data centre burnt down',
        data: { ...BURNT, despiteSight: false },
      },
    ]);
  });

  it('is none while it answers, until somebody says so a second time', async () => {
    const { east, losses, sight } = await setUp();
    sight.age = LIVE;
    await expect(losses.declareLost('east', BURNT, asked('1'))).rejects.toThrow(
      'The cluster "east" answers: changes arrive as they happen. Take it out of placements instead, or say that it is lost although it answers',
    );
    expect((await east()).lost).toBeUndefined();
    expect(await rowsIn('operations')).toBe(0);
    expect(await rowsIn('outbox')).toBe(0);
    await losses.declareLost(
      'east',
      { ...BURNT, despiteSight: true },
      asked('2'),
    );
    expect((await east()).lost).toMatchObject({ state: 'lost' });
    expect(await readAll(store)).toMatchObject([
      {
        summary:
          'Cluster "east" was declared lost although it answered: Its data centre burnt down',
      },
    ]);
  });

  it('is declared once for a double click, and not again', async () => {
    const { losses } = await setUp();
    const first = await losses.declareLost('east', BURNT, asked('1'));
    const second = await losses.declareLost('east', BURNT, asked('1'));
    expect(second.id).toBe(first.id);
    await expect(losses.declareLost('east', BURNT, asked('2'))).rejects.toThrow(
      'The cluster "east" is declared lost already',
    );
    expect(await rowsIn('operations')).toBe(1);
  });

  it('is not declared by whoever saw another state of it, or of none', async () => {
    const { answers, losses } = await setUp();
    const stale = { ...asked('1'), ifMatch: '7' };
    const words =
      'The cluster "east" has changed since you looked (it is at generation 1, not 7)';
    await expect(losses.declareLost('east', BURNT, stale)).rejects.toThrow(
      words,
    );
    await losses.declareLost('east', BURNT, { ...asked('1'), ifMatch: '"1"' });
    answers.set('https://east:6443', usable('https://east:6443', 'uid-east'));
    await expect(
      losses.declareReturned('east', { ...asked('2'), ifMatch: '1' }),
    ).rejects.toThrow('it is at generation 2, not 1');
    for (const attempt of [
      () => losses.declareLost('west', BURNT, asked('3')),
      () => losses.declareReturned('west', asked('4')),
    ]) {
      await expect(attempt()).rejects.toThrow(NotFoundError);
    }
  });

  it('is watched: when it answers again is written down once, and changes nothing else', async () => {
    const { clock, east, hub, later, losses, operations, sight } =
      await setUp();
    const { id } = await losses.declareLost('east', BURNT, asked('1'));
    await later();
    expect(await operations.get(id)).toMatchObject({
      state: 'waiting',
      reason: 'Cluster "east" is declared lost and does not answer',
      steps: [{ state: 'succeeded' }, { id: 'watch', state: 'waiting' }],
    });
    sight.age = LIVE;
    await later();
    expect((await east()).lost).toMatchObject({
      state: 'lost',
      answeredAt: '2026-01-10T12:00:30.000Z',
    });
    expect(await operations.get(id)).toMatchObject({ state: 'succeeded' });
    expect(hub.clusterFacts('east')?.health).toMatchObject({
      status: 'waiting',
      sentence:
        'It answers, and is declared lost since 2026-01-10 12:00 UTC; an operations admin can declare it returned',
    });
    expect((await readAll(store))[1]).toMatchObject({
      type: 'cluster.answered.v1',
      actor: 'flytower',
      outcome: 'succeeded',
    });
    clock.advance(60_000);
    await later();
    expect(await rowsIn('outbox')).toBe(2);
  });

  it('returns once it was checked and every plugin has nothing left to do in it', async () => {
    const { east, hub, later, losses, operations, sight } = await setUp();
    const left = ['checkout is being stopped'];
    hub.addReturnCheck('delivery', async ({ lost }) =>
      lost?.state === 'returning' ? left[0] : 'Not asked to look',
    );
    await losses.declareLost('east', BURNT, asked('1'));
    sight.age = LIVE;
    const { id } = await losses.declareReturned('east', asked('2'));
    expect((await east()).lost).toMatchObject({ state: 'returning' });
    expect(hub.clusterFacts('east')?.lost?.state).toBe('returning');
    await later();
    expect(await operations.get(id)).toMatchObject({
      kind: 'cluster.return',
      state: 'waiting',
      reason: 'checkout is being stopped',
      steps: [
        { id: 'check', state: 'succeeded' },
        { id: 'read', state: 'succeeded' },
        { id: 'settle', state: 'waiting' },
      ],
    });
    left.pop();
    await later();
    expect(await operations.get(id)).toMatchObject({
      state: 'succeeded',
      reason: 'Cluster "east" has returned: it is one like the others',
      steps: [
        { state: 'succeeded' },
        { state: 'succeeded' },
        { state: 'succeeded' },
      ],
    });
    expect((await east()).lost).toBeUndefined();
    expect(hub.clusterFacts('east')?.lost).toBeUndefined();
    const events = (await readAll(store)).filter(
      ({ operationId }) => operationId === id,
    );
    expect(events).toMatchObject([
      { type: 'cluster.returning.v1', outcome: 'requested' },
      { type: 'cluster.returned.v1', outcome: 'succeeded', actor: OLIVIA },
    ]);
    await expect(losses.declareReturned('east', asked('3'))).rejects.toThrow(
      'The cluster "east" is not declared lost',
    );
  });

  it.each([
    [
      'does not answer',
      {
        outcome: 'refused' as const,
        code: 'unreachable',
        sentence: 'https://east:6443 cannot be reached',
      },
      'The cluster "east" cannot return yet: https://east:6443 cannot be reached',
    ],
    [
      'is another cluster at the same address',
      usable('https://east:6443', 'uid-of-a-new-one'),
      'leads to another cluster than the one registered as "east"',
    ],
  ])('does not return while it %s', async (_, answer, sentence) => {
    const { answers, east, losses } = await setUp();
    await losses.declareLost('east', BURNT, asked('1'));
    answers.set('https://east:6443', answer);
    const attempt = losses.declareReturned('east', asked('2'));
    await expect(attempt).rejects.toThrow(ConflictError);
    await expect(attempt).rejects.toThrow(sentence);
    expect((await east()).lost).toMatchObject({ state: 'lost' });
    expect(await rowsIn('operations')).toBe(1);
  });

  it('waits on its return where it falls silent again, or a plugin cannot say', async () => {
    const { hub, later, losses, operations, sight } = await setUp();
    let broken = true;
    hub.addReturnCheck('delivery', async () => {
      if (broken) {
        throw new Error('its database is away');
      }
      return undefined;
    });
    await losses.declareLost('east', BURNT, asked('1'));
    const { id } = await losses.declareReturned('east', asked('2'));
    const stands = async (words: object) => {
      await later();
      expect(await operations.get(id)).toMatchObject(words);
    };
    await stands({
      state: 'waiting',
      reason:
        'Cluster "east" does not answer, so nobody can see what stands in it; it goes on when it answers',
    });
    sight.age = LIVE;
    await stands({
      reason:
        'delivery cannot say whether it is done, and is asked again: its database is away',
    });
    broken = false;
    await stands({ state: 'succeeded' });
  });

  it('does not return in a process where plugins that have a say may still be starting', async () => {
    let up = false;
    const { east, later, losses, operations, sight } = await setUp({
      up: () => up,
    });
    sight.age = LIVE;
    await losses.declareLost(
      'east',
      { ...BURNT, despiteSight: true },
      asked('1'),
    );
    const { id } = await losses.declareReturned('east', asked('2'));
    await later();
    expect((await east()).lost).toBeDefined();
    expect(await operations.get(id)).toMatchObject({
      reason: 'The portal is still starting',
    });
    up = true;
    await later();
    expect((await east()).lost).toBeUndefined();
  });

  it('may be declared lost again while it returns; the return ends, whatever a plugin says then', async () => {
    const { clock, east, hub, later, losses, operations, sight } =
      await setUp();
    sight.age = LIVE;
    await losses.declareLost(
      'east',
      { ...BURNT, despiteSight: true },
      asked('1'),
    );
    clock.advance(60_000);
    const { id } = await losses.declareReturned('east', asked('2'));
    await expect(losses.declareReturned('east', asked('3'))).rejects.toThrow(
      'The cluster "east" is returning already',
    );
    await losses.declareLost('east', { reason: 'Still smoking' }, asked('4'));
    expect((await east()).lost).toEqual({
      state: 'lost',
      since: '2026-01-10T12:00:00.000Z',
      by: OLIVIA,
      reason: 'Still smoking',
    });
    const asks = jest.fn(async () => undefined);
    hub.addReturnCheck('delivery', asks);
    await later();
    expect(asks).not.toHaveBeenCalled();
    expect(await operations.get(id)).toMatchObject({
      state: 'aborted',
      reason: 'Cluster "east" was declared lost again',
    });
    expect((await east()).lost).toMatchObject({ state: 'lost' });
    expect(
      (await readAll(store)).filter(({ operationId }) => operationId === id),
    ).toMatchObject([{ outcome: 'requested' }, { outcome: 'aborted' }]);
  });

  it('goes by the last word where it was lost and returned again before anybody looked', async () => {
    const { east, later, losses, operations, sight } = await setUp();
    await losses.declareLost('east', BURNT, asked('1'));
    const first = await losses.declareReturned('east', asked('2'));
    await losses.declareLost('east', { reason: 'Again' }, asked('3'));
    sight.age = LIVE;
    await later();
    const answered = (await readAll(store)).filter(
      ({ type }) => type === 'cluster.answered.v1',
    );
    expect(answered).toHaveLength(1);
    const second = await losses.declareReturned('east', asked('4'));
    await losses.declareLost('east', { reason: 'And again' }, asked('5'));
    const third = await losses.declareReturned('east', asked('6'));
    await later();
    const ends = await operations.byIds([first.id, second.id, third.id]);
    expect([...ends.values()].map(({ state }) => state).sort()).toEqual([
      'aborted',
      'aborted',
      'succeeded',
    ]);
    expect(ends.get(third.id)?.state).toBe('succeeded');
    expect((await east()).lost).toBeUndefined();
  });

  it('stays lost where it is declared so between the last look of its return and the record', async () => {
    const { east, hub, later, losses, operations, sight } = await setUp();
    sight.age = LIVE;
    await losses.declareLost(
      'east',
      { ...BURNT, despiteSight: true },
      asked('1'),
    );
    const { id } = await losses.declareReturned('east', asked('2'));
    let once = true;
    hub.addReturnCheck('delivery', async () => {
      if (once) {
        once = false;
        await losses.declareLost('east', { reason: 'Again' }, asked('3'));
      }
      return undefined;
    });
    await later();
    expect((await east()).lost).toMatchObject({ reason: 'Again' });
    await later();
    expect(await operations.get(id)).toMatchObject({ state: 'aborted' });
    expect((await east()).lost).toMatchObject({ reason: 'Again' });
  });

  it('is taken on by another replica where the one that looked is gone', async () => {
    const { clock, losses, sight } = await setUp();
    const other = await setUp({ registered: true, clock });
    const asks: unknown[] = [];
    other.hub.addReturnCheck('delivery', async ({ lost }) => {
      asks.push(lost?.state);
      return undefined;
    });
    sight.age = LIVE;
    other.sight.age = LIVE;
    await losses.declareLost(
      'east',
      { ...BURNT, despiteSight: true },
      asked('1'),
    );
    await losses.declareReturned('east', asked('2'));
    // It has not looked at the registrations since.
    expect(other.hub.clusterFacts('east')?.lost).toBeUndefined();
    await other.later();
    expect(asks).toEqual(['returning']);
    expect((await other.east()).lost).toBeUndefined();
  });

  it('may be removed; what watched it ends', async () => {
    const { later, losses, operations, service } = await setUp();
    const { id } = await losses.declareLost('east', BURNT, asked('1'));
    await service.remove('east', { lost: true }, asked('2'));
    await later();
    expect(await operations.get(id)).toMatchObject({ state: 'aborted' });
    expect(await rowsIn('clusters')).toBe(0);
  });
});
