import { mockCredentials } from '@backstage/backend-test-utils';
import userSettings from '@backstage/plugin-user-settings-backend';
import { Hardened, startHardened } from '../__testUtils__/startHardened';

const of = (person: string) => ({
  authorization: mockCredentials.user.header(`user:default/${person}`),
  'content-type': 'application/json',
});

describe('the settings of one person', () => {
  let backend: Hardened;
  beforeEach(async () => {
    backend = await startHardened([userSettings], {
      hardening: { settings: { most: 3, valueBytes: 1_000, bytes: 1_500 } },
    });
  });
  afterEach(() => backend.stop());

  const ask = async (
    person: string,
    method: string,
    path: string,
    body?: string,
  ) => {
    const response = await fetch(`${backend.origin}/api/user-settings${path}`, {
      method,
      headers: of(person),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const answer = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, message: answer?.error?.message, answer };
  };
  const keep = (person: string, key: string, value: unknown = 'x') =>
    ask(person, 'PUT', `/buckets/stars/keys/${key}`, JSON.stringify({ value }));

  it('are kept, changed, read and deleted as ever', async () => {
    expect(await keep('dan', 'a/b%20c', ['x'])).toMatchObject({
      status: 200,
      answer: { bucket: 'stars', key: 'a/b c', value: ['x'] },
    });
    await keep('dan', 'a/b%20c', ['y']);
    expect(
      (await ask('dan', 'GET', '/buckets/stars/keys/a/b%20c')).answer.value,
    ).toEqual(['y']);
    const { status } = await ask(
      'dan',
      'DELETE',
      '/buckets/stars/keys/a/b%20c',
    );
    expect(status).toBe(204);
  });

  it('are three and no more, also when many come at once, and nobody else has fewer', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => keep('dan', `key-${n}`)),
    );
    const refused = all.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(9);
    for (const one of refused) {
      expect(one).toMatchObject({
        status: 429,
        message:
          'You have 3 settings, as many as one person may have; delete some first',
      });
    }
    const kept = all.findIndex(({ status }) => status === 200);
    expect((await keep('dan', `key-${kept}`, 'changed')).status).toBe(200);
    await ask('dan', 'DELETE', `/buckets/stars/keys/key-${kept}`);
    expect((await keep('dan', 'another')).status).toBe(200);
    expect((await keep('dora', 'key')).status).toBe(200);
  });

  it('are of a bounded size, each and together', async () => {
    // Two bytes a letter, and the quotes.
    expect(await keep('dan', 'large', 'é'.repeat(500))).toMatchObject({
      status: 413,
      message:
        'A setting may have at most 1000 bytes, and this one has 1002; keep less in it',
    });
    expect((await keep('dan', 'one', 'é'.repeat(499))).status).toBe(200);
    expect(await keep('dan', 'two', 'é'.repeat(300))).toMatchObject({
      status: 413,
      message:
        'Your settings may have 1500 bytes in all, and would have more with this one; delete some first',
    });
    expect((await keep('dan', 'one', 'é'.repeat(10))).status).toBe(200);
    expect((await keep('dan', 'two', 'é'.repeat(300))).status).toBe(200);
  });

  it('have names of a bounded length', async () => {
    expect((await keep('dan', 'k'.repeat(255))).status).toBe(200);
    expect(await keep('dan', 'k'.repeat(256))).toMatchObject({
      status: 400,
      message: 'The name of a setting has at most 255 characters',
    });
  });

  it('are told a hundred at a time', async () => {
    const items = (count: number) =>
      JSON.stringify({
        items: Array.from({ length: count }, () => ({
          bucket: 'stars',
          key: 'one',
        })),
      });
    await keep('dan', 'one');
    const hundred = await ask('dan', 'POST', '/multiget', items(100));
    expect(hundred.answer.items).toHaveLength(100);
    expect(await ask('dan', 'POST', '/multiget', items(101))).toMatchObject({
      status: 400,
      message:
        'One question names at most 100 settings; ask for the others in another',
    });
  });

  it('are those of somebody who is signed in', async () => {
    const response = await fetch(
      `${backend.origin}/api/user-settings/buckets/a/keys/b`,
      {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '{',
      },
    );
    expect(response.status).toBe(401);
    expect((await ask('dan', 'PUT', '/buckets/a/keys/b', '{')).status).toBe(
      400,
    );
    expect((await ask('dan', 'PUT', '/buckets/a/keys/b', '{}')).status).toBe(
      400,
    );
  });
});
