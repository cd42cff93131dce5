import { ReturnCheck } from './FleetService';
import { ReturnChecks } from './ReturnChecks';
import { mockFleet } from './testUtils';

const fleet = mockFleet({ clusters: [{ name: 'east' }] });
fleet.setLost('east', { state: 'returning' });

function ask(checks: ReturnChecks, signal = new AbortController().signal) {
  const east = fleet.service.clusterFacts('east');
  if (!east) {
    throw new Error('The mocked fleet has no cluster "east"');
  }
  return checks.ask(east, signal, 20);
}

describe('ReturnChecks', () => {
  it('have nothing against a return where nobody has a say', async () => {
    expect(await ask(new ReturnChecks())).toEqual([]);
  });

  it('ask everybody about the cluster as it is, until they take their say back', async () => {
    const checks = new ReturnChecks();
    const delivery = jest.fn<
      ReturnType<ReturnCheck>,
      Parameters<ReturnCheck>
    >();
    delivery.mockResolvedValue('checkout is being stopped');
    checks.add('delivery', delivery);
    const stop = checks.add('public-services', async () => 'redis is there');
    checks.add('traffic', async () => undefined);
    expect(await ask(checks)).toEqual([
      'checkout is being stopped',
      'redis is there',
    ]);
    expect(delivery.mock.calls[0][0]).toMatchObject({
      name: 'east',
      lost: { state: 'returning' },
    });
    stop();
    expect(await ask(checks)).toEqual(['checkout is being stopped']);
  });

  it('take one that throws, or does not answer in time, for one that has something left', async () => {
    const checks = new ReturnChecks();
    checks.add('delivery', () => {
      throw new Error('its database is away');
    });
    checks.add('traffic', () => new Promise(() => {}));
    expect(await ask(checks)).toEqual([
      'delivery cannot say whether it is done, and is asked again: its database is away',
      'traffic has not said within 0.02 s whether it is done; it is asked again',
    ]);
  });

  it('wait no longer than the lease of whoever asks', async () => {
    const checks = new ReturnChecks();
    const lease = new AbortController();
    const heard = new Promise<AbortSignal>(resolve => {
      checks.add('delivery', (_, { signal }) => {
        resolve(signal);
        return new Promise(() => {});
      });
    });
    const asking = ask(checks, lease.signal);
    const lost = new Error('the lease was lost');
    lease.abort(lost);
    await expect(asking).rejects.toBe(lost);
    expect((await heard).aborted).toBe(true);
    await expect(ask(checks, lease.signal)).rejects.toBe(lost);
  });
});
