import { dataAge } from './dataAge';

const now = new Date('2026-01-10T12:00:00.000Z');

describe('dataAge', () => {
  it.each([
    ['2026-01-10T11:59:48.000Z', 12, 'The data is 12 s old'],
    ['2026-01-10T12:00:05.000Z', 0, 'The data is 0 s old'],
    ['2026-01-10T11:58:30.000Z', 90, 'The data is 1 min old'],
    ['2026-01-10T09:30:00.000Z', 9000, 'The data is 2 h old'],
    ['2026-01-07T12:00:00.000Z', 259200, 'The data is 3 d old'],
  ])('of a last contact at %s is %i s', (lastContactAt, ageSeconds, words) => {
    expect(
      dataAge({ state: 'live', lastContactAt, sentence: 'All is well' }, now),
    ).toEqual({ state: 'live', lastContactAt, ageSeconds, sentence: words });
  });

  it('says why contact was lost', () => {
    expect(
      dataAge(
        {
          state: 'stale',
          lastContactAt: '2026-01-10T11:59:20.000Z',
          sentence: 'connection refused',
        },
        now,
      ).sentence,
    ).toBe('The data is 40 s old: connection refused');
  });

  it('is not told in seconds while the first list is under way', () => {
    expect(
      dataAge(
        {
          state: 'syncing',
          lastContactAt: '2026-01-10T11:59:58.000Z',
          sentence: 'It is being read for the first time',
        },
        now,
      ).sentence,
    ).toBe('It is being read for the first time');
  });

  it('has no age before the first contact', () => {
    expect(
      dataAge({ state: 'syncing', sentence: 'Not reached yet' }, now),
    ).toEqual({ state: 'syncing', sentence: 'Not reached yet' });
  });
});
