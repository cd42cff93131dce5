import fc from 'fast-check';
import { divide, DivisionShare } from './divide';

const share = (
  cluster: string,
  weight: number,
  bounds: Partial<DivisionShare> = {},
): DivisionShare => ({
  cluster,
  clusterId: `id-${cluster}`,
  weight,
  ...bounds,
});

const countsOf = (instances: number, shares: DivisionShare[]) =>
  divide({ instances, shares, serviceId: 'checkout' }).counts.map(
    c => c.instances,
  );

describe('divide', () => {
  it.each([
    [0, [0, 0]],
    [1, [1, 0]],
    [2, [1, 1]],
    [3, [2, 1]],
    [4, [2, 2]],
    [5, [3, 2]],
    [6, [4, 2]],
    [7, [4, 3]],
    [8, [5, 3]],
    [9, [5, 4]],
    [10, [6, 4]],
    [11, [7, 4]],
  ])('gives %i instances in the ratio 6:4 as %p', (instances, counts) => {
    expect(countsOf(instances, [share('a', 6), share('b', 4)])).toEqual(counts);
  });

  it.each([
    [12, [6, 4, 2]],
    [13, [7, 4, 2]],
    [14, [7, 5, 2]],
  ])('gives %i instances in the ratio 3:2:1 as %p', (instances, counts) => {
    expect(
      countsOf(instances, [share('a', 3), share('b', 2), share('c', 1)]),
    ).toEqual(counts);
  });

  it('fills minimums first, then follows the ratio', () => {
    const shares = [share('a', 6), share('b', 4, { minimum: 3 })];
    expect(countsOf(2, shares)).toEqual([0, 2]);
    expect(countsOf(4, shares)).toEqual([1, 3]);
    expect(countsOf(10, shares)).toEqual([6, 4]);
  });

  it('gives a cluster of weight 0 its minimum and no more', () => {
    expect(countsOf(5, [share('a', 1), share('b', 0, { minimum: 2 })])).toEqual(
      [3, 2],
    );
  });

  it('lets others take what a maximum leaves', () => {
    expect(
      countsOf(10, [share('a', 6, { maximum: 2 }), share('b', 4)]),
    ).toEqual([2, 8]);
  });

  it('says what did not fit, and which cluster could not take it for which reason', () => {
    const { unplaced, counts } = divide({
      instances: 12,
      serviceId: 'checkout',
      shares: [
        share('a', 6, { maximum: 4 }),
        share('b', 4, { capacity: 3 }),
        share('c', 0, { minimum: 1 }),
      ],
    });
    expect(counts.map(c => c.instances)).toEqual([4, 3, 1]);
    expect(unplaced).toEqual({
      instances: 4,
      obstacles: [
        {
          cluster: 'a',
          because: 'maximum',
          sentence: 'a has its maximum of 4',
        },
        {
          cluster: 'b',
          because: 'capacity',
          sentence: 'b has room for 3 and no more',
        },
        {
          cluster: 'c',
          because: 'weight',
          sentence: 'c has the weight 0 and takes no more than its minimum',
        },
      ],
    });
  });

  it('says why the eleventh of 6:4 goes to a: 6/13 is more than 4/9', () => {
    const { placed } = divide({
      instances: 11,
      serviceId: 'checkout',
      shares: [share('a', 6), share('b', 4)],
    });
    expect(placed[10]).toEqual({
      ordinal: 11,
      cluster: 'a',
      because: 'claim',
      sentence:
        'a has the strongest claim: 6/13 = 0.462 against 4/9 = 0.444 in b',
    });
  });

  it('does not give every odd instance to the first name', () => {
    const winners = new Set(
      Array.from(
        { length: 20 },
        (_, i) =>
          divide({
            instances: 1,
            serviceId: `service-${i}`,
            shares: [share('a', 1), share('b', 1)],
          }).placed[0].cluster,
      ),
    );
    expect(winners).toEqual(new Set(['a', 'b']));
  });
});

describe('divide, whatever the shares', () => {
  const bound = fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined });
  const shares = fc
    .array(
      fc.record({
        weight: fc.integer({ min: 0, max: 20 }),
        minimum: fc.integer({ min: 0, max: 5 }),
        maximum: bound,
        capacity: bound,
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map(list =>
      list.map(({ weight, ...bounds }, i) => share(`c${i}`, weight, bounds)),
    );
  const instances = fc.integer({ min: 0, max: 120 });

  it('places every instance or says that it did not', () => {
    fc.assert(
      fc.property(shares, instances, (list, n) => {
        const { counts, placed, unplaced } = divide({
          instances: n,
          shares: list,
          serviceId: 's',
        });
        const sum = counts.reduce((total, c) => total + c.instances, 0);
        expect(sum).toBe(placed.length);
        expect(sum + unplaced.instances).toBe(n);
        expect(unplaced.obstacles).toHaveLength(
          unplaced.instances > 0 ? list.length : 0,
        );
      }),
    );
  });

  it('never exceeds a maximum or what a cluster has room for', () => {
    fc.assert(
      fc.property(shares, instances, (list, n) => {
        countsOf(n, list).forEach((count, i) => {
          expect(count).toBeLessThanOrEqual(list[i].maximum ?? Infinity);
          expect(count).toBeLessThanOrEqual(list[i].capacity ?? Infinity);
        });
      }),
    );
  });

  it('takes no instance away when there is one more', () => {
    fc.assert(
      fc.property(shares, instances, (list, n) => {
        const before = countsOf(n, list);
        const after = countsOf(n + 1, list);
        before.forEach((count, i) =>
          expect(after[i]).toBeGreaterThanOrEqual(count),
        );
      }),
    );
  });

  it('gives the same whatever order the clusters are named in', () => {
    fc.assert(
      fc.property(
        shares.chain(list =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length }),
          ),
        ),
        instances,
        ([list, shuffled], n) => {
          const byName = (given: DivisionShare[]) =>
            Object.fromEntries(
              divide({
                instances: n,
                shares: given,
                serviceId: 's',
              }).counts.map(c => [c.cluster, c.instances]),
            );
          expect(byName(shuffled)).toEqual(byName(list));
        },
      ),
    );
  });

  it('keeps the quota rule of two clusters without bounds: each gets its share rounded down or up', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 50 }),
          fc.integer({ min: 1, max: 50 }),
        ),
        instances,
        ([a, b], n) => {
          const [first] = countsOf(n, [share('a', a), share('b', b)]);
          const exact = (n * a) / (a + b);
          expect(first).toBeGreaterThanOrEqual(Math.floor(exact));
          expect(first).toBeLessThanOrEqual(Math.ceil(exact));
        },
      ),
    );
  });
});
