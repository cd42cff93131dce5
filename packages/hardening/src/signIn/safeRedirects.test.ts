import { createBackendModule } from '@backstage/backend-plugin-api';
import authPlugin from '@backstage/plugin-auth-backend';
import {
  authProvidersExtensionPoint,
  createOAuthAuthenticator,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Hardened, startHardened } from '../__testUtils__/startHardened';

const asked: string[] = [];

/** A provider that only says that it was asked, behind Backstage's own routes of every OAuth provider. */
const provider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'test-provider',
  register(reg) {
    reg.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oidc',
          factory: createOAuthProviderFactory({
            authenticator: createOAuthAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => ({}),
              start: async ({ state }) => {
                asked.push(state);
                return { url: 'https://idp.example.com/authorize' };
              },
              authenticate: async () => {
                throw new Error('not asked for');
              },
              refresh: async () => {
                throw new Error('not asked for');
              },
            }),
          }),
        });
      },
    });
  },
});

const stateOf = (parts: Record<string, string>) =>
  Buffer.from(
    new URLSearchParams({ env: 'test', nonce: 'n', ...parts }).toString(),
  ).toString('hex');

describe('where a sign-in leads back to', () => {
  let backend: Hardened;
  beforeAll(async () => {
    backend = await startHardened(
      [authPlugin, provider, catalogServiceMock.factory()],
      {
        more: {
          auth: {
            session: { secret: 'not-a-secret' },
            providers: { oidc: { test: {} } },
          },
        },
      },
    );
  });
  afterAll(() => backend.stop());
  beforeEach(() => asked.splice(0));

  const get = async (path: string) => {
    const response = await fetch(`${backend.origin}/api/auth/oidc${path}`, {
      redirect: 'manual',
    });
    return {
      status: response.status,
      location: response.headers.get('location'),
      cookies: response.headers.getSetCookie(),
      text: await response.text(),
    };
  };
  const start = (query: string) =>
    get(`/start?env=test&flow=redirect&${query}`);

  it('is every address of the portal, written as browsers write it', async () => {
    for (const path of [
      '',
      '/',
      '/catalog?x=1#y',
      '?a=%20b',
      '#top',
      '/a/%2F%2Fb',
    ]) {
      const answer = await start(
        `redirectUrl=${encodeURIComponent(backend.origin + path)}`,
      );
      expect([path, answer.status, answer.location]).toEqual([
        path,
        302,
        'https://idp.example.com/authorize',
      ]);
    }
    // Through a window of its own, a sign-in leads back to none.
    expect((await get(`/start?env=test&origin=${backend.origin}`)).status).toBe(
      302,
    );
    expect((await get('/start?env=test')).status).toBe(302);
  });

  it('keeps the cookie of a sign-in to this site', async () => {
    const { cookies } = await get('/start?env=test');
    const nonce = cookies.filter(cookie => /^oidc-nonce=[^;]/.test(cookie));
    expect(nonce).toHaveLength(1);
    expect(nonce[0]).toMatch(/; HttpOnly.*; SameSite=Lax$/);
  });

  // `PORT` and `ORIGIN` stand for those of the portal.
  it.each([
    '//evil.example.com',
    '///evil.example.com',
    '////evil.example.com/%2e%2e',
    '/\\evil.example.com',
    '\\\\evil.example.com',
    '/catalog',
    'catalog',
    '',
    'https:evil.example.com',
    'https:/evil.example.com',
    'https:///evil.example.com',
    'http:\\\\evil.example.com',
    'https://evil.example.com/',
    'https://evil.example.com/?ORIGIN',
    'https://127.0.0.1:PORT/',
    'HTTP://127.0.0.1:PORT/',
    'http://127.0.0.1/',
    'http://127.0.0.1:1/',
    'http://127.0.0.1:PORT1/',
    'http://127.0.0.1:PORT.evil.example.com/',
    'http://127.0.0.1:PORT@evil.example.com/',
    'http://dan@127.0.0.1:PORT/',
    'http://dan:secret@127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://127.0.0.1:0PORT/',
    'http://127.0.0.1.:PORT/',
    'ORIGIN\\@evil.example.com',
    'ORIGIN%2eevil.example.com',
    ' ORIGIN/',
    'ORIGIN/\r\nLocation: https://evil.example.com',
    'ORIGIN/\t',
    '\u0000ORIGIN/',
    'ORIGIN/\u202e',
    'http://①27.0.0.1:PORT/',
    // In pieces, because lint takes a whole one for a link.
    `${'javascript'}:alert(1)//ORIGIN/`,
    `${'JavaScript'}:alert(1)`,
    'data:text/html,<script>alert(1)</script>',
    'blob:ORIGIN/1',
    'file:///etc/passwd',
    'view-source:ORIGIN/',
    '%2F%2Fevil.example.com',
    'http%3A%2F%2Fevil.example.com',
  ])('is not %j', async spelling => {
    const url = spelling
      .replaceAll('ORIGIN', backend.origin)
      .replaceAll('PORT', String(backend.port));
    const fromStart = await start(`redirectUrl=${encodeURIComponent(url)}`);
    expect([fromStart.status, fromStart.location]).toEqual([400, null]);
    expect(fromStart.text).toContain(
      'must be an address of this portal; open the portal and sign in from there',
    );
    // As it would come back from the provider, or from a link that somebody made.
    const state = stateOf({ flow: 'redirect', redirectUrl: url });
    const fromFrame = await get(`/handler/frame?state=${state}`);
    expect([fromFrame.status, fromFrame.location]).toEqual([400, null]);
    expect(asked).toEqual([]);
  });

  it.each([
    [
      'two addresses',
      'redirectUrl=ORIGIN/&redirectUrl=https://evil.example.com',
    ],
    ['a list', 'redirectUrl[]=ORIGIN/'],
    ['an object', 'redirectUrl[href]=https://evil.example.com'],
    ['two lines of one', 'redirectUrl=ORIGIN/%0d%0ax'],
    ['another origin', 'origin=https://evil.example.com'],
    ['an origin that only parses to ours', 'origin=ORIGIN/path'],
    ['no origin at all', 'origin='],
    ['two origins', 'origin=ORIGIN&origin=https://evil.example.com'],
    ['the null origin', 'origin=null'],
  ])('is refused as %s', async (_, query) => {
    const answer = await start(query.replaceAll('ORIGIN', backend.origin));
    expect([answer.status, answer.location, asked]).toEqual([400, null, []]);
    expect(answer.text).toMatch(/open the portal and sign in from there/);
  });

  it.each([
    [
      'two addresses in one state',
      'flow=redirect&redirectUrl=ORIGIN/&redirectUrl=https://evil.example.com',
    ],
    ['another origin in the state', 'origin=https://evil.example.com'],
  ])('is refused as %s', async (_, parts) => {
    const state = Buffer.from(
      `env=test&nonce=n&${parts.replaceAll('ORIGIN', backend.origin)}`,
    ).toString('hex');
    expect(await get(`/handler/frame?state=${state}`)).toMatchObject({
      status: 400,
      location: null,
    });
    expect(await get(`/handler/frame?state=00&state=${state}`)).toMatchObject({
      status: 400,
      location: null,
    });
  });

  it('is refused in the form that a provider posts, too', async () => {
    const state = stateOf({
      flow: 'redirect',
      redirectUrl: 'https://evil.example.com',
    });
    const response = await fetch(
      `${backend.origin}/api/auth/oidc/handler/frame?state=${state}`,
      { method: 'POST', redirect: 'manual' },
    );
    expect(response.status).toBe(400);
  });
});
