import { FairShare, Leave, ShareLimits } from './FairShare';

const limits: ShareLimits = {
  atOnce: 2,
  waiting: 3,
  waitSeconds: 10,
  perSecond: 1,
  burst: 100,
};

/** What has become of each of some requests, in the order of their coming. */
function comeTogether(
  shares: FairShare,
  key: string,
  count: number,
  of = limits,
) {
  const states: string[] = Array(count).fill('waits');
  const leaves: Leave[] = [];
  const settled = Promise.all(
    states.map((_, i) =>
      shares.enter(key, of).then(
        leave => {
          states[i] = 'runs';
          leaves[i] = leave;
        },
        ({ retryAfter }) => {
          states[i] = `refused for ${retryAfter} s`;
        },
      ),
    ),
  );
  return { states, leaves, settled };
}

/** Lets the event loop turn often enough for all that may start. */
async function turn() {
  for (let i = 0; i < 100; i++) {
    await new Promise<void>(turned => setImmediate(turned));
  }
}

describe('a share of the backend', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  it('lets two run, three wait, and refuses the sixth', async () => {
    const { states } = comeTogether(new FairShare(100), 'dan', 6);
    await turn();
    expect(states).toEqual([
      'runs',
      'runs',
      'waits',
      'waits',
      'waits',
      'refused for 3 s',
    ]);
  });

  it('starts the next in the order of their coming when one leaves, and only one', async () => {
    const { states, leaves } = comeTogether(new FairShare(100), 'dan', 4);
    await turn();
    leaves[0]();
    leaves[0]();
    await turn();
    expect(states).toEqual(['runs', 'runs', 'runs', 'waits']);
  });

  it('holds nobody back for the greed of another', async () => {
    const shares = new FairShare(3);
    comeTogether(shares, 'dan', 6);
    const { states } = comeTogether(shares, 'dora', 2);
    await turn();
    expect(states).toEqual(['runs', 'runs']);
  });

  it('refuses after ten seconds of waiting', async () => {
    const { states } = comeTogether(new FairShare(100), 'dan', 3);
    await jest.advanceTimersByTimeAsync(9_999);
    expect(states[2]).toBe('waits');
    await jest.advanceTimersByTimeAsync(1);
    expect(states[2]).toMatch(/^refused/);
  });

  it('lets one a second start when the burst is used up', async () => {
    const { states } = comeTogether(new FairShare(100), 'dan', 5, {
      ...limits,
      atOnce: 10,
      waiting: 10,
      burst: 2,
    });
    const running = () => states.filter(state => state === 'runs').length;
    await turn();
    expect(running()).toBe(2);
    await jest.advanceTimersByTimeAsync(1_000);
    await turn();
    expect(running()).toBe(3);
    await jest.advanceTimersByTimeAsync(2_000);
    await turn();
    expect(running()).toBe(5);
  });

  it('gives the place in the queue back when the caller goes', async () => {
    const shares = new FairShare(100);
    const { states, leaves } = comeTogether(shares, 'dan', 2);
    await turn();
    const gone = new AbortController();
    const leaving = shares.enter('dan', limits, gone.signal);
    gone.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    const after = comeTogether(shares, 'dan', 1);
    leaves[0]();
    await turn();
    expect([states, after.states]).toEqual([['runs', 'runs'], ['runs']]);
  });

  it('lets no more wait in all than there are connections for', async () => {
    const shares = new FairShare(2);
    comeTogether(shares, 'dan', 4);
    const { states } = comeTogether(shares, 'dora', 3);
    await turn();
    expect(states).toEqual(['runs', 'runs', 'refused for 1 s']);
  });

  it('starts one in each turn of the event loop, whoever asks', async () => {
    const shares = new FairShare(100);
    const turns: string[] = [];
    const looking = new Promise<void>(done => {
      const look = () => {
        turns.push('others are heard');
        if (turns.length < 100) {
          setImmediate(look);
        } else {
          done();
        }
      };
      setImmediate(look);
    });
    for (const key of ['dan', 'dora', 'lee']) {
      shares.enter(key, limits).then(() => turns.push(key));
    }
    await looking;
    const started = turns.filter(one => one !== 'others are heard');
    expect(started).toEqual(['dan', 'dora', 'lee']);
    expect(turns.join()).not.toMatch(/dan,dora|dora,lee/);
  });

  it('remembers ten thousand callers, and forgets the quiet ones first', async () => {
    const shares = new FairShare(100);
    const busy = await shares.enter('dan', limits);
    for (let i = 0; i < 10_500; i++) {
      (await shares.enter(`caller ${i}`, limits))();
    }
    expect(shares.size).toBe(10_000);
    const { states } = comeTogether(shares, 'dan', 2);
    await turn();
    // Dan's first request is still counted.
    expect(states).toEqual(['runs', 'waits']);
    busy();
  });
});
