import { Lease, LeaseLost, monotonicMs } from './Lease';

/** A lease of 12 s that was just claimed; `answer` says how the database answers to renewals. */
function held(answer: () => Promise<boolean>, since = monotonicMs()) {
  const renew = jest.fn(answer);
  return { renew, lease: Lease.hold({ since, leaseMs: 12_000, renew }) };
}

const never = () => new Promise<boolean>(() => undefined);

describe('Lease', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is held for as long as the database renews it, and asked for every quarter', async () => {
    const { lease, renew } = held(async () => true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lease.lost.aborted).toBe(false);
    expect(renew).toHaveBeenCalledTimes(20);
    lease.end();
  });

  it.each([
    ['does not answer', never],
    ['is away', () => Promise.reject(new Error('ECONNREFUSED'))],
  ])(
    'is lost after three quarters of its time where the database %s',
    async (_, answer) => {
      const { lease } = held(answer);
      await jest.advanceTimersByTimeAsync(8_999);
      expect(lease.lost.aborted).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect(lease.lost.reason).toBeInstanceOf(LeaseLost);
    },
  );

  it('counts from the question, not from its answer', async () => {
    let answer: (held: boolean) => void = () => undefined;
    const { lease, renew } = held(
      () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    );
    await jest.advanceTimersByTimeAsync(3_000);
    expect(renew).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(2_000);
    // Asked after 3 s, answered after 5 s: held until 3 + 9 s.
    answer(true);
    await jest.advanceTimersByTimeAsync(6_999);
    expect(lease.lost.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(lease.lost.aborted).toBe(true);
  });

  it('is lost at once where another has it', async () => {
    const { lease } = held(async () => false);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(lease.lost.aborted).toBe(true);
  });

  it('is lost from the first where the claim took too long', () => {
    const { lease } = held(never, monotonicMs() - 9_000);
    expect(lease.lost.aborted).toBe(true);
  });

  it('goes by a clock that nobody can set', async () => {
    const { lease } = held(never);
    jest.setSystemTime(Date.now() + 3_600_000);
    await jest.advanceTimersByTimeAsync(8_000);
    expect(lease.lost.aborted).toBe(false);
    lease.end();
  });

  it('lets nobody wait for a database longer than it is held', async () => {
    const { lease } = held(never);
    const recorded = lease.within(new Promise(() => undefined));
    const outcome = recorded.catch(error => error);
    await jest.advanceTimersByTimeAsync(9_000);
    expect(await outcome).toBeInstanceOf(LeaseLost);
  });
});
