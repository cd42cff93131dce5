import { ResourceAmount } from '@flytower/contract';
import { describeDatabases } from '@flytower/durable/testUtils';
import { mockFleet } from '@flytower/plugin-fleet-node/testUtils';
import {
  migrations,
  olivia,
  onboardingOf,
  openTenancy,
} from '../../__testUtils__/openTenancy';

jest.setTimeout(60_000);

const pods = (count: number): ResourceAmount => ({
  cpuMillicores: count,
  memoryBytes: 0,
  pods: count,
});
const asking = (east: number, west = 0) => ({
  environment: 'prod',
  amounts: [
    { cluster: 'east', amount: pods(east) },
    { cluster: 'west', amount: pods(west) },
  ],
  expiresInMs: 60_000,
});

describeDatabases('Reservations of quota', openTestStore => {
  /** Payments may run 40 pods. */
  const open = async () => {
    const fleet = mockFleet({ clusters: [{ name: 'east' }, { name: 'west' }] });
    const tenancy = openTenancy({
      store: await openTestStore(migrations),
      fleet: fleet.service,
    });
    await tenancy.onboarding.onboard(onboardingOf(), olivia('1'));
    return tenancy;
  };
  const podsOf = async ({ reservations }: Awaited<ReturnType<typeof open>>) => {
    const { used, reserved, free } = await reservations.usage('payments');
    return { used: used.pods, reserved: reserved.pods, free: free.pods };
  };

  it('counts what is asked for as reserved, then as used', async () => {
    const tenancy = await open();
    const { reservations } = tenancy;
    await expect(
      reservations.reserve('payments', 'checkout', asking(6, 4)),
    ).resolves.toMatchObject({ kind: 'reserved' });
    expect(await podsOf(tenancy)).toEqual({ used: 0, reserved: 10, free: 30 });
    await reservations.commit('payments', 'checkout');
    await reservations.commit('payments', 'checkout');
    expect(await podsOf(tenancy)).toEqual({ used: 10, reserved: 0, free: 30 });
    await reservations.reserve('payments', 'checkout', asking(7, 5));
    expect(await podsOf(tenancy)).toEqual({ used: 10, reserved: 2, free: 28 });
  });

  it('is idempotent by its key', async () => {
    const tenancy = await open();
    const { reservations } = tenancy;
    const first = await reservations.reserve('payments', 'a', asking(10));
    const again = await reservations.reserve('payments', 'a', asking(10));
    expect(again).toEqual(first);
    expect(await podsOf(tenancy)).toEqual({ used: 0, reserved: 10, free: 30 });
  });

  it('refuses what does not fit, with the numbers, and reserves nothing', async () => {
    const tenancy = await open();
    const { reservations } = tenancy;
    await reservations.reserve('payments', 'a', asking(30));
    await expect(
      reservations.reserve('payments', 'b', asking(8, 3)),
    ).resolves.toMatchObject({
      kind: 'exceeded',
      resource: 'pods',
      limit: 40,
      used: 0,
      reserved: 30,
      asked: 11,
    });
    expect(await podsOf(tenancy)).toEqual({ used: 0, reserved: 30, free: 10 });
  });

  it('gives back what came to nothing and keeps what runs, or gives back everything', async () => {
    const tenancy = await open();
    const { reservations } = tenancy;
    await reservations.reserve('payments', 'a', asking(10));
    await reservations.commit('payments', 'a');
    await reservations.reserve('payments', 'a', asking(20));
    await reservations.release('payments', 'a', 'reserved');
    expect(await podsOf(tenancy)).toEqual({ used: 10, reserved: 0, free: 30 });
    await reservations.release('payments', 'a', 'everything');
    await reservations.release('payments', 'a', 'everything');
    expect(await podsOf(tenancy)).toEqual({ used: 0, reserved: 0, free: 40 });
  });

  it('leaves one’s own key out of what is asked, used as reserved', async () => {
    const { reservations } = await open();
    await reservations.reserve('payments', 'a', asking(10));
    await reservations.commit('payments', 'a');
    await reservations.reserve('payments', 'a', asking(13));
    await reservations.reserve('payments', 'b', asking(4));
    await expect(
      reservations.usage('payments', { except: 'a' }),
    ).resolves.toMatchObject({
      limit: { pods: 40 },
      used: { pods: 0 },
      reserved: { pods: 4 },
      free: { pods: 36 },
    });
    await expect(
      reservations.usage('payments', { except: 'of-nobody' }),
    ).resolves.toMatchObject({ used: { pods: 10 }, reserved: { pods: 7 } });
  });

  describe('by what truly stands', () => {
    const held = (east: number, west = 0) => {
      const { environment, amounts } = asking(east, west);
      return { environment, amounts };
    };

    it('count it in place of what was, and leave a reservation alone', async () => {
      const tenancy = await open();
      const { reservations, clock } = tenancy;
      await reservations.reserve('payments', 'a', asking(10));
      await reservations.commit('payments', 'a');
      await reservations.reserve('payments', 'a', asking(20));
      await reservations.hold('payments', 'a', held(13));
      expect(await podsOf(tenancy)).toEqual({
        used: 13,
        reserved: 7,
        free: 20,
      });
      clock.advance(60_000);
      expect(await reservations.sweep()).toBe(1);
      expect(await podsOf(tenancy)).toEqual({
        used: 13,
        reserved: 0,
        free: 27,
      });
    });

    it('are never refused: over the limit, frozen, and where the tenant has left', async () => {
      const tenancy = await open();
      const { reservations, store } = tenancy;
      await store.knex('tenants').update({ state: 'frozen' });
      await reservations.hold('payments', 'a', {
        environment: 'gone',
        amounts: [{ cluster: 'gone', amount: pods(50) }],
      });
      expect(await podsOf(tenancy)).toEqual({ used: 50, reserved: 0, free: 0 });
      await expect(reservations.hold('shop', 'a', held(1))).rejects.toThrow(
        'There is no tenant "shop"',
      );
    });

    it('are forgotten where nothing stands and nothing is reserved', async () => {
      const { reservations, store } = await open();
      await reservations.reserve('payments', 'a', asking(1));
      await reservations.hold('payments', 'a', held(0));
      expect(await store.knex('reservations')).toHaveLength(1);
      await reservations.release('payments', 'a', 'reserved');
      await reservations.hold('payments', 'a', held(2));
      await reservations.hold('payments', 'a', held(0));
      expect(await store.knex('reservations')).toEqual([]);
    });
  });

  it('expires what nobody used, once, and tells so; what runs stays', async () => {
    const tenancy = await open();
    const { reservations, clock } = tenancy;
    await reservations.reserve('payments', 'a', asking(10));
    await reservations.commit('payments', 'a');
    await reservations.reserve('payments', 'a', asking(20));
    await reservations.reserve('payments', 'b', asking(5));
    clock.advance(59_000);
    expect(await reservations.sweep()).toBe(0);
    await reservations.reserve('payments', 'b', asking(5));
    clock.advance(1_000);
    expect(await reservations.sweep()).toBe(1);
    expect(await reservations.sweep()).toBe(0);
    expect(await podsOf(tenancy)).toEqual({ used: 10, reserved: 5, free: 25 });
    clock.advance(60_000);
    expect(await reservations.sweep()).toBe(1);
    await expect(reservations.commit('payments', 'b')).rejects.toThrow(
      'Nothing is reserved for b in payments: the reservation was released or has expired',
    );
  });

  it('refuses an environment or a cluster that the tenant does not have', async () => {
    const { reservations } = await open();
    await expect(
      reservations.reserve('payments', 'a', {
        ...asking(1),
        environment: 'dev',
      }),
    ).rejects.toThrow('payments has no environment dev in east');
    await expect(reservations.reserve('shop', 'a', asking(1))).rejects.toThrow(
      'There is no tenant "shop"',
    );
  });

  it('never lets through more than fits, however many ask at once', async () => {
    const tenancy = await open();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        tenancy.reservations.reserve(
          'payments',
          `service-${index}`,
          asking(2, 1),
        ),
      ),
    );
    const granted = answers.filter(({ kind }) => kind === 'reserved');
    expect(granted).toHaveLength(13);
    expect(await podsOf(tenancy)).toEqual({ used: 0, reserved: 39, free: 1 });
  });

  it('lowers no quota below what is held, and raises it', async () => {
    const tenancy = await open();
    await tenancy.reservations.reserve('payments', 'a', asking(10));
    const custom = (count: number) => ({
      kind: 'custom' as const,
      amount: { cpuMillicores: 4_000, memoryBytes: 2 ** 30, pods: count },
    });
    await expect(
      tenancy.quotas.change('payments', custom(9), olivia('2')),
    ).rejects.toThrow(
      'payments uses and has reserved 10 pods, so its quota cannot be 9 pods',
    );
    await tenancy.quotas.change('payments', custom(50), olivia('3'));
    expect((await podsOf(tenancy)).free).toBe(40);
  });
});
