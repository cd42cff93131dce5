import { describeDatabases } from '@flytower/durable/testUtils';
import {
  LABEL,
  NAMESPACE,
  openTwoInstallations,
  repairOf,
  targetsOf,
} from '../../__testUtils__/openTwoInstallations';
import { olivia } from '../../__testUtils__/openTenancy';

describeDatabases('What an installation kept that is gone', openTestStore => {
  const open = () => openTwoInstallations(openTestStore);

  const told = async () => {
    const world = await open();
    await world.copied();
    await world.second.drift.check();
    await repairOf(world.second);
    return world;
  };

  it('is taken over once by whoever asked', async () => {
    const { second, firstId, secondId, keeperIn } = await told();
    const asked = await Promise.all(
      [1, 2].map(() =>
        second.bindings.takeOver('payments', 'east', firstId, olivia('3')),
      ),
    );
    expect(asked[0].id).toBe(asked[1].id);
    expect(await second.settle(asked[0].id)).toMatchObject({
      kind: 'tenant.take-over',
      state: 'succeeded',
      requester: 'user:default/olivia',
      reason: 'payments is kept by this installation of Flytower in east',
    });
    expect(await keeperIn('east')).toBe(secondId);
    expect(await keeperIn('west')).toBe(firstId);
    expect((await targetsOf(second))[0]).toMatchObject({ state: 'ready' });
    expect((await targetsOf(second))[0]).not.toHaveProperty('keptBy');
    const events = await second.store.knex('outbox').orderBy('sequence');
    const summaries = events.map(({ event }) => JSON.parse(event).summary);
    expect(summaries).toEqual(
      expect.arrayContaining([
        `Take payments in east over from the Flytower installation ${firstId}`,
        'payments is kept by this installation of Flytower in east',
      ]),
    );
  });

  it('is not taken from one that nobody saw there', async () => {
    const { second, keeperIn, firstId } = await told();
    await expect(
      second.bindings.takeOver('payments', 'east', '01OTHER', olivia('3')),
    ).rejects.toThrow(
      'The installation 01OTHER keeps nothing of payments in east, as far as was seen last; look again before you take over',
    );
    expect(await keeperIn('east')).toBe(firstId);
  });

  it('is not taken from one that came in between', async () => {
    const { second, admin, firstId, keeperIn } = await told();
    const { id } = await second.bindings.takeOver(
      'payments',
      'east',
      firstId,
      olivia('3'),
    );
    const present = await admin('east').get(NAMESPACE);
    await admin('east').apply(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: NAMESPACE.name,
          labels: { ...present?.metadata?.labels, [LABEL]: '01THIRD' },
        },
      },
      { fieldManager: 'somebody', force: true },
    );
    expect(await second.settle(id)).toMatchObject({
      state: 'waiting',
      reason: expect.stringContaining('(01THIRD)'),
    });
    expect(await keeperIn('east')).toBe('01THIRD');
  });
});
