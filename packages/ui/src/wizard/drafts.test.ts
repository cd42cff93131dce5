import { Drafts } from './drafts';

const initial = { name: '', replicas: 1, key: '' };

function drafts(person = 'user:default/dan') {
  return Drafts.create({
    storage: window.localStorage,
    person,
    id: 'test',
    initial,
    secrets: ['key'],
  });
}

describe('drafts', () => {
  beforeEach(() => window.localStorage.clear());

  it('come back, without what is secret', () => {
    drafts().save({ name: 'west', replicas: 3, key: 'PRIVATE' });
    expect(JSON.stringify({ ...window.localStorage })).not.toContain('PRIVATE');
    expect(drafts().load()).toEqual({ name: 'west', replicas: 3, key: '' });
  });

  it('belong to one person', () => {
    drafts().save({ name: 'west', replicas: 3, key: '' });
    expect(drafts('user:default/shen').load()).toBeUndefined();
  });

  it.each([
    ['not JSON', 'oops', undefined],
    ['another type', '{"replicas":"3","name":"a"}', { ...initial, name: 'a' }],
    ['a secret that an older form kept', '{"key":"x"}', initial],
  ])('leave out %s', (_, text, loaded) => {
    window.localStorage.setItem('flytower.draft/user:default/dan/test', text);
    expect(drafts().load()).toEqual(loaded);
  });

  it('do not fail the form when the browser keeps nothing', () => {
    const storage = {
      ...window.localStorage,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const draft = Drafts.create({
      storage,
      person: 'p',
      id: 'i',
      initial,
      secrets: [],
    });
    expect(() => draft.save(initial)).not.toThrow();
  });
});
