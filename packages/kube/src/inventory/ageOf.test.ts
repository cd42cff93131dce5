import { ListWatchHealth } from '../watch';
import { ageOf } from './ageOf';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const at = (secondsAgo: number) =>
  new Date(NOW - secondsAgo * 1000).toISOString();

const live: ListWatchHealth = {
  state: 'live',
  since: at(600),
  lastContactAt: at(30),
  listedAt: at(600),
  lists: 1,
  failures: 0,
  malformed: 0,
};
const age = (watches: ListWatchHealth[], silent?: string) =>
  ageOf({ cluster: 'east', now: NOW, watches, lastBeat: NOW - 3000, silent });

describe('The age of an inventory', () => {
  it('is none while the cluster answers and its watches are open', () => {
    expect(age([live, live])).toEqual({
      state: 'live',
      lastContactAt: at(3),
      sentence: 'Cluster "east" is shown as it is now',
    });
  });

  it('says that the first list is still to come, and why', () => {
    const unlisted = {
      ...live,
      state: 'syncing' as const,
      listedAt: undefined,
    };
    expect(age([live, unlisted])).toMatchObject({
      state: 'syncing',
      sentence: 'Cluster "east" is being read for the first time',
    });
    expect(age([{ ...unlisted, lastError: 'It is away' }])).toMatchObject({
      state: 'syncing',
      sentence: 'It is away',
    });
  });

  it('shows a silent cluster at once, though its watches look open', () => {
    expect(
      age([live], 'Cluster "east" did not answer within 4 s'),
    ).toMatchObject({
      state: 'stale',
      sentence:
        'Cluster "east" did not answer within 4 s; what is shown is what was seen last',
    });
  });

  it('makes no words about a watch that is just being renewed', () => {
    const cut = { ...live, state: 'stale' as const, lastError: 'It was cut' };
    expect(age([{ ...cut, since: at(9) }]).state).toBe('live');
    expect(age([{ ...cut, since: at(11) }])).toMatchObject({
      state: 'stale',
      sentence: 'It was cut; what is shown is what was seen last',
    });
  });
});
