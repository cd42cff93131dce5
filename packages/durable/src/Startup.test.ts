import { mockServices } from '@backstage/backend-test-utils';
import { Readiness } from './Readiness';
import { Startup } from './Startup';
import { eventually } from './testUtils';

/** A startup whose begin fails so many times, and whose pauses the test sees and ends. */
function failing(times: number) {
  const logger = mockServices.logger.mock();
  const pauses: number[] = [];
  let left = times;
  let resume: () => void = () => undefined;
  const startup = Startup.create({
    what: 'The fleet',
    begin: async () => {
      if (left-- > 0) {
        throw new Error('connect ECONNREFUSED 10.1.2.3:5432');
      }
    },
    logger,
    random: () => 0,
    pause: (ms, signal) => {
      pauses.push(ms);
      return new Promise(resolve => {
        resume = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    },
  });
  return { startup, logger, pauses, resume: () => resume() };
}

describe('Startup', () => {
  it('tries until it works, ever more seldom, and says so once', async () => {
    const { startup, logger, pauses, resume } = failing(3);
    startup.start();
    for (let n = 1; n <= 3; n++) {
      await eventually(() => expect(pauses).toHaveLength(n));
      expect(startup.notUp()).toMatch(/^The fleet has not come up yet/);
      resume();
    }
    await eventually(() => expect(startup.notUp()).toBeUndefined());
    // 1, 2 and 4 seconds, and the random number 0 takes half of each.
    expect(pauses).toEqual([500, 1_000, 2_000]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledWith('The fleet has come up');
  });

  it('tries no more once it is stopped', async () => {
    const { startup, pauses } = failing(1_000);
    startup.start();
    await eventually(() => expect(pauses).toHaveLength(1));
    await startup.stop();
    expect(pauses).toHaveLength(1);
    expect(startup.notUp()).toMatch(/has not come up yet/);
  });
});

describe('Readiness', () => {
  it('has a sentence for each part that has not come up, without addresses', async () => {
    const { startup, pauses, resume } = failing(1);
    const readiness = new Readiness();
    readiness.dependOn(() => startup.notUp());
    const takeOut = readiness.dependOn(() => 'The tenants are not read yet');
    startup.start();
    await eventually(() => expect(pauses).toHaveLength(1));
    expect(readiness.sentences()).toEqual([
      'The fleet has not come up yet; it is tried again by itself, and the log says why',
      'The tenants are not read yet',
    ]);
    takeOut();
    resume();
    await eventually(() => expect(readiness.sentences()).toEqual([]));
  });
});
