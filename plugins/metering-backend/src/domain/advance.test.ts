import { NOTHING } from './Amount';
import { close, follow, open, reopen } from './advance';
import { Row, Sighting } from './Resource';

/** A pod of 2 cores, created at second 1,000 and started at 1,005. */
function pod(change: Partial<Sighting> = {}): Sighting {
  return {
    key: 'pod.a',
    id: 'pod.a',
    type: 'pod',
    name: 'checkout-1',
    tenant: 'payments',
    application: 'shop',
    environment: 'prod',
    cluster: 'east',
    requester: 'user:default/dan',
    createdAt: 1_000,
    phase: 'ran',
    phaseSince: 1_005,
    amount: { ...NOTHING, pieces: 1, cpuMillicores: 2_000 },
    ...change,
  };
}

/** `ran 1005-1600`, with `?` where it is not certain, and its cores. */
function told(rows: Row[]): string[] {
  return rows.map(
    ({ state, from, to, certain, least, most, reverses }) =>
      `${reverses ? '-' : ''}${state}${certain ? '' : '?'} ${from}-${to} ${
        least.cpuMillicores
      }..${most.cpuMillicores}`,
  );
}

describe('the life of a metered thing', () => {
  it('is counted from its own timestamps, however late it is seen', () => {
    const { resource, rows } = open(pod(), 1_300);
    expect(rows).toEqual([]);
    expect(told(close(resource, { from: 1_600, to: 1_600 }).rows)).toEqual([
      'existed 1000-1600 2000..2000',
      'ran 1005-1600 2000..2000',
    ]);
  });

  it('ends between the last look that saw it and the first that did not', () => {
    const { resource } = open(pod(), 1_010);
    expect(told(close(resource, { from: 1_600, to: 2_200 }).rows)).toEqual([
      'existed 1000-1600 2000..2000',
      'existed? 1600-2200 0..2000',
      'ran 1005-1600 2000..2000',
      'ran? 1600-2200 0..2000',
    ]);
  });

  it('may have run unseen before it ended, where it was waiting when it was seen last', () => {
    const { resource } = open(
      pod({ phase: 'waiting', phaseSince: undefined }),
      1_010,
    );
    expect(told(close(resource, { from: 1_020, to: 1_080 }).rows)).toEqual([
      'existed 1000-1020 2000..2000',
      'existed? 1020-1080 0..2000',
      'ran? 1020-1080 0..2000',
    ]);
  });

  it('began to run when it says so, though nobody looked then', () => {
    const waiting = open(
      pod({ phase: 'waiting', phaseSince: undefined }),
      1_001,
    ).resource;
    const ran = follow(waiting, pod(), { from: 1_001, to: 1_700 });
    expect(ran.rows).toEqual([]);
    expect(ran.resource).toMatchObject({ phase: 'ran', phaseSince: 1_005 });
  });

  it('stopped at an unknown second between two looks', () => {
    const { resource } = open(pod(), 1_010);
    const stopped = follow(
      resource,
      pod({ phase: 'stopped', phaseSince: undefined, ranSince: 1_005 }),
      { from: 1_100, to: 1_160 },
    );
    expect(told(stopped.rows)).toEqual([
      'ran 1005-1100 2000..2000',
      'ran? 1100-1160 0..2000',
      'stopped? 1100-1160 0..2000',
    ]);
    expect(
      told(close(stopped.resource, { from: 1_200, to: 1_200 }).rows),
    ).toEqual(['existed 1000-1200 2000..2000', 'stopped 1160-1200 2000..2000']);
  });

  it('ran for an unknown time, where it was over before it was seen', () => {
    const { rows } = open(
      pod({ phase: 'stopped', phaseSince: undefined, ranSince: 1_005 }),
      1_200,
    );
    expect(told(rows)).toEqual([
      'ran? 1005-1200 0..2000',
      'stopped? 1005-1200 0..2000',
    ]);
  });

  it('took at least the smaller amount while nobody saw it change', () => {
    const { resource } = open(pod(), 1_010);
    const grown = follow(
      resource,
      pod({ amount: { ...NOTHING, pieces: 1, cpuMillicores: 3_000 } }),
      { from: 1_100, to: 1_160 },
    );
    expect(told(grown.rows)).toEqual([
      'existed 1000-1100 2000..2000',
      'existed 1100-1160 2000..3000',
      'ran 1005-1100 2000..2000',
      'ran 1100-1160 2000..3000',
    ]);
    expect(grown.resource).toMatchObject({
      existedSince: 1_160,
      phaseSince: 1_160,
    });
  });

  it('takes its end back when it is there again, and counts it whole', () => {
    const { resource } = open(pod(), 1_010);
    const gone = close(resource, { from: 1_600, to: 2_200 });
    const back = reopen(gone.resource, pod(), 2_300);
    expect(told(back.rows)).toEqual([
      '-existed? 1600-2200 0..2000',
      '-ran? 1600-2200 0..2000',
    ]);
    expect(back.rows.map(({ reverses }) => reverses)).toEqual(
      gone.rows.filter(({ certain }) => !certain).map(({ id }) => id),
    );
    expect(told(close(back.resource, { from: 2_400, to: 2_400 }).rows)).toEqual(
      ['existed 1600-2400 2000..2000', 'ran 1600-2400 2000..2000'],
    );
  });

  it('has a row though it lived for less than a second', () => {
    const { resource } = open(pod({ phaseSince: 1_000 }), 1_000);
    expect(told(close(resource, { from: 1_000, to: 1_000 }).rows)).toEqual([
      'existed 1000-1000 2000..2000',
    ]);
  });

  it('never runs, if it is a volume', () => {
    const opened = open(pod({ phase: 'inert', phaseSince: undefined }), 1_010);
    const closed = close(opened.resource, { from: 1_100, to: 1_200 });
    expect(told([...opened.rows, ...closed.rows])).toEqual([
      'existed 1000-1100 2000..2000',
      'existed? 1100-1200 0..2000',
    ]);
  });

  it('does not end before it began, where the clocks differ', () => {
    const { resource } = open(pod(), 990);
    const { rows } = close(resource, { from: 990, to: 995 });
    expect(rows.every(({ from, to }) => from <= to)).toBe(true);
  });
});
