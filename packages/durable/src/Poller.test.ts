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
});
