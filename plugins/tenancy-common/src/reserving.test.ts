import fc from 'fast-check';
import { resourceFields, sum } from './amounts';
import {
  ClusterAmount,
  decideReservation,
  Holding,
  usageOf,
} from './reserving';

const GiB = 2 ** 30;
const limit = { cpuMillicores: 4_000, memoryBytes: 8 * GiB, pods: 20 };
const pods = (cluster: string, count: number): ClusterAmount => ({
  cluster,
  amount: { cpuMillicores: 100 * count, memoryBytes: 0, pods: count },
});

describe('usage of a quota', () => {
  it('counts what runs once, and what a release adds to it as reserved', () => {
    expect(
      usageOf(limit, [
        {
          committed: [pods('east', 6), pods('west', 4)],
          pending: [pods('east', 7), pods('west', 4)],
        },
        { committed: [pods('east', 2)] },
      ]),
    ).toEqual({
      limit,
      used: { cpuMillicores: 1_200, memoryBytes: 0, pods: 12 },
      reserved: { cpuMillicores: 100, memoryBytes: 0, pods: 1 },
      free: { cpuMillicores: 2_700, memoryBytes: 8 * GiB, pods: 7 },
    });
  });

  it('needs room on both sides while a service moves', () => {
    const moving = {
      committed: [pods('east', 10)],
      pending: [pods('west', 10)],
    };
    expect(usageOf(limit, [moving]).free.pods).toBe(0);
  });
});

describe('a reservation', () => {
  it('fits up to the last pod', () => {
    const own = { committed: [], pending: [pods('east', 12), pods('west', 8)] };
    expect(
      decideReservation({ tenant: 'payments', limit, others: [], own }),
    ).toBeUndefined();
  });

  it('is refused with the numbers', () => {
    expect(
      decideReservation({
        tenant: 'payments',
        limit,
        others: [
          { committed: [pods('east', 15)], pending: [pods('east', 16)] },
        ],
        own: { committed: [], pending: [pods('west', 5)] },
      }),
    ).toMatchObject({
      resource: 'pods',
      limit: 20,
      used: 15,
      reserved: 1,
      asked: 5,
      sentence:
        'The quota of payments is 20 pods: 15 pods used, 1 pod reserved; 5 pods more do not fit. Ask for less, or have an operations admin raise the quota',
    });
  });

  it('names the first resource that does not fit', () => {
    const amount = { cpuMillicores: 500, memoryBytes: 9 * GiB, pods: 1 };
    expect(
      decideReservation({
        tenant: 'payments',
        limit,
        others: [],
        own: { committed: [], pending: [{ cluster: 'east', amount }] },
      })?.sentence,
    ).toContain('The quota of payments is 8 GiB: 0 GiB used');
  });

  it('lets a service shrink under a quota that was lowered beneath it', () => {
    const own = { committed: [pods('east', 40)], pending: [pods('east', 30)] };
    expect(
      decideReservation({ tenant: 'payments', limit, others: [], own }),
    ).toBeUndefined();
  });

  const amount = fc.record({
    cpuMillicores: fc.integer({ min: 0, max: 3_000 }),
    memoryBytes: fc.integer({ min: 0, max: 6 * GiB }),
    pods: fc.integer({ min: 0, max: 15 }),
  });
  const request = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    act: fc.constantFrom('reserve', 'reserve', 'commit', 'release'),
    amounts: fc.uniqueArray(
      fc.record({ cluster: fc.constantFrom('east', 'west'), amount }),
      {
        selector: ({ cluster }) => cluster,
      },
    ),
  });

  it('never lets a tenant use and reserve more than its quota', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), requests => {
        const held = new Map<string, Holding>();
        for (const { key, act, amounts } of requests) {
          const own = held.get(key) ?? { committed: [] };
          const others = [...held]
            .filter(([other]) => other !== key)
            .map(([, holding]) => holding);
          if (act === 'commit') {
            held.set(key, { committed: own.pending ?? own.committed });
          } else if (act === 'release') {
            held.set(key, { committed: own.committed });
          } else {
            const wanted = { committed: own.committed, pending: amounts };
            if (
              !decideReservation({ tenant: 't', limit, others, own: wanted })
            ) {
              held.set(key, wanted);
            }
          }
          const { used, reserved } = usageOf(limit, [...held.values()]);
          const total = sum([used, reserved]);
          for (const [, field] of resourceFields) {
            expect(total[field]).toBeLessThanOrEqual(limit[field]);
          }
        }
      }),
    );
  });
});
