import { NOTHING } from './Amount';
import { Resource } from './Resource';
import { settle, Standing } from './settle';

const orders: Standing = {
  key: 'database.orders',
  type: 'database',
  name: 'orders',
  tenant: 'payments',
  application: '',
  environment: 'prod',
  cluster: '',
  requester: 'user:default/dan',
  createdAt: 100,
  phase: 'ran',
  amount: { ...NOTHING, pieces: 1 },
};

const open: Resource = {
  ...orders,
  id: 'database.orders',
  openedAt: 100,
  existedSince: 100,
  phase: 'ran',
  phaseSince: 100,
};

/** What rows say, the longest first: `existed 100-500 certain`. */
function said(advances: ReturnType<typeof settle>) {
  return advances
    .flatMap(({ rows }) => rows)
    .map(
      ({ state, from, to, certain }) =>
        `${state} ${from}-${to} ${certain ? 'certain' : 'perhaps'}`,
    );
}

const moment = { from: 500, to: 800 };

describe('settling with a snapshot', () => {
  it('ends what the plugin does not have any more: for sure until it was seen last, perhaps until now', () => {
    const advances = settle([open], [], moment);
    expect(said(advances)).toEqual([
      'existed 100-500 certain',
      'existed 500-800 perhaps',
      'ran 100-500 certain',
      'ran 500-800 perhaps',
    ]);
    expect(advances[0].resource.closed).toEqual(moment);
  });

  it('leaves alone what is as it was, also where the snapshot does not tell its phase', () => {
    expect(settle([open], [orders], moment)).toEqual([]);
    expect(settle([open], [{ ...orders, phase: undefined }], moment)).toEqual(
      [],
    );
  });

  it('does not know when within the moment a phase changed', () => {
    const advances = settle([open], [{ ...orders, phase: 'stopped' }], moment);
    expect(said(advances)).toEqual([
      'ran 100-500 certain',
      'ran 500-800 perhaps',
      'stopped 500-800 perhaps',
    ]);
    expect(advances[0].resource).toMatchObject({
      id: 'database.orders',
      phase: 'stopped',
      phaseSince: 800,
    });
  });

  it('begins what is new with a life of its own, for sure from now, perhaps since the moment began', () => {
    const [{ resource, rows }] = settle([], [orders], moment);
    expect(resource).toMatchObject({
      id: 'database.orders@800',
      key: 'database.orders',
      existedSince: 800,
      phase: 'ran',
      phaseSince: 800,
    });
    expect(said([{ resource, rows }])).toEqual([
      'existed 500-800 perhaps',
      'ran 500-800 perhaps',
    ]);
    expect(rows[0]).toMatchObject({ least: NOTHING, most: { pieces: 1 } });
  });

  it('does not doubt the time before a thing was made', () => {
    expect(said(settle([], [{ ...orders, createdAt: 700 }], moment))).toEqual([
      'existed 700-800 perhaps',
      'ran 700-800 perhaps',
    ]);
  });
});
