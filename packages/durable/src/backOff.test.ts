import { ConflictError } from '@backstage/errors';
import fc from 'fast-check';
import { backOffMs, retryRuleFor } from './backOff';

const seconds = { firstMs: 1_000, maxMs: 60_000 };

describe('backOffMs', () => {
  it.each([
    [1, 0, 500],
    [1, 0.999999, 1_000],
    [2, 0, 1_000],
    [3, 0.5, 3_000],
    [7, 0, 30_000],
    [100_000, 0, 30_000],
  ])('after %i failures and the random number %d waits %i ms', (n, r, ms) => {
    expect(backOffMs(seconds, n, r)).toBe(ms);
  });

  it('never waits longer than the most, nor less than half of the first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, random) => {
          const ms = backOffMs(seconds, failures, random);
          expect(ms).toBeGreaterThanOrEqual(500);
          expect(ms).toBeLessThanOrEqual(60_000);
        },
      ),
    );
  });
});

describe('retryRuleFor', () => {
  it.each([
    ['an error of a cluster by its kind', { kind: 'throttled' }, 5_000],
    ['a Backstage error by its name', new ConflictError('changed'), 200],
    ['any other error', new Error('what?'), 1_000],
    ['what is no error at all', 'broken', 1_000],
    ['a kind that is a word of JavaScript', { kind: 'constructor' }, 1_000],
  ])('knows %s', (_, error, firstMs) => {
    expect(retryRuleFor(error).firstMs).toBe(firstMs);
  });
});
