import { mockServices } from '@backstage/backend-test-utils';
import { Poller } from './Poller';
import { eventually } from './testUtils';

const words = { failing: 'It cannot be read', well: 'It is read again' };

describe('Poller', () => {
  it('says once that it fails and once that it is well again', async () => {
    const logger = mockServices.logger.mock();
    let broken = true;
    const poller = Poller.create({
      look: async () => {
        if (broken) {
          throw new Error('fetch failed');
        }
      },
      intervalMs: 1,
      logger,
      words,
    });
    await poller.look();
    await poller.look();
    broken = false;
    await poller.look();
    await poller.look();
    expect(logger.warn.mock.calls).toEqual([
      [
        'It cannot be read',
        expect.objectContaining({ message: 'fetch failed' }),
      ],
    ]);
    expect(logger.info.mock.calls).toEqual([['It is read again']]);
  });

  it('never looks twice at once, goes on after a failure, and ends after the look under way', async () => {
    let looks = 0;
    let atOnce = 0;
    const poller = Poller.create({
      look: async () => {
        atOnce += 1;
        expect(atOnce).toBe(1);
        await new Promise(resolve => setImmediate(resolve));
        atOnce -= 1;
        looks += 1;
        throw new Error('every time');
      },
      intervalMs: 1,
      logger: mockServices.logger.mock(),
      words,
    });
    poller.start();
    await eventually(async () => expect(looks).toBeGreaterThan(3));
    await poller.stop();
    expect(atOnce).toBe(0);
    const atEnd = looks;
    await new Promise(resolve => setImmediate(resolve));
    expect(looks).toBe(atEnd);
  });

  it('is silent about what is expected', async () => {
    const logger = mockServices.logger.mock();
    const poller = Poller.create({
      look: async () => {
        throw new Error('held elsewhere');
      },
      intervalMs: 1,
      logger,
      words,
      isExpected: error => String(error).includes('held elsewhere'),
    });
    await poller.look();
    await expect(poller.refresh()).rejects.toThrow('held elsewhere');
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('gives all who ask during a look one further look', async () => {
    const gates: (() => void)[] = [];
    const poller = Poller.create({
      look: () => new Promise<void>(resolve => gates.push(resolve)),
      intervalMs: 1_000,
      logger: mockServices.logger.mock(),
      words,
    });
    const first = poller.refresh();
    const others = [poller.refresh(), poller.look(), poller.refresh()];
    poller.nudge();
    expect(gates).toHaveLength(1);
    gates[0]();
    await first;
    await eventually(() => expect(gates).toHaveLength(2));
    gates[1]();
    await Promise.all(others);
    expect(gates).toHaveLength(2);
  });
});
