import { Backoff } from './Backoff';

describe('Backoff', () => {
  it.each([
    [0, [250, 500, 1000, 2000, 2000]],
    [0.5, [375, 750, 1500, 3000, 3000]],
  ])(
    'doubles up to its cap, with jitter %d of the upper half',
    (roll, waits) => {
      const backoff = new Backoff({
        baseMs: 500,
        capMs: 4000,
        random: () => roll,
      });
      expect(waits.map(() => backoff.next())).toEqual(waits);
      backoff.reset();
      expect(backoff.next()).toBe(waits[0]);
    },
  );
});
