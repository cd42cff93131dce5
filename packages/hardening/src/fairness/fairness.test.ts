import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import Router from 'express-promise-router';
import { EventEmitter, once } from 'node:events';
import { Response } from 'express';
import { Hardened, startHardened } from '../__testUtils__/startHardened';

const held: Response[] = [];
const arrivals = new EventEmitter();

/** Waits until so many requests have reached the plugin. */
async function reached(count: number) {
  while (held.length < count) {
    await once(arrivals, 'arrival');
  }
}

/** Holds every request at `/hold`, answers every other. */
const slow = createBackendPlugin({
  pluginId: 'slow',
  register(reg) {
    reg.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        const router = Router();
        router.all('/hold', (_, response) => {
          held.push(response);
          arrivals.emit('arrival');
        });
        router.get('/stream', (_, response) => {
          response.writeHead(200, {
            'cache-control': 'no-transform',
            'content-type': 'text/event-stream',
          });
          response.write('data: {}\n\n');
        });
        router.get('/*', (_, response) => {
          response.json({});
        });
        httpRouter.use(router);
      },
    });
  },
});

const dan = { authorization: mockCredentials.user.header('user:default/dan') };
const dora = {
  authorization: mockCredentials.user.header('user:default/dora'),
};

describe('fairness', () => {
  let backend: Hardened;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${backend.origin}/api/slow${path}`, { headers });
  const answerAll = () => held.splice(0).forEach(response => response.json({}));

  beforeEach(async () => {
    const two = { atOnce: 2, waiting: 1 };
    backend = await startHardened([slow], {
      hardening: { fairness: { person: two, address: two } },
    });
  });
  afterEach(async () => {
    answerAll();
    await backend.stop();
  });

  it('refuses a fourth request with 429, when to come back and a sentence, and no one else', async () => {
    const three = [1, 2, 3].map(() => get('/hold', dan));
    await reached(2);
    // The third waits. A fourth is too many.
    const refused = await get('/', dan);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({
      error: {
        name: 'TooManyRequestsError',
        message:
          'You have more requests under way than your share of the portal; try again in 1 second',
      },
    });
    expect((await get('/', dora)).status).toBe(200);
    expect((await get('/')).status).toBe(200);
    answerAll();
    await reached(1);
    answerAll();
    expect((await Promise.all(three)).map(({ status }) => status)).toEqual([
      200, 200, 200,
    ]);
    expect((await get('/', dan)).status).toBe(200);
  });

  it('counts a token that nobody signed to the address it came from', async () => {
    const forged = {
      authorization: `Bearer ${[
        { alg: 'ES256', typ: 'vnd.backstage.user' },
        { sub: 'user:default/dan', iat: 1, exp: 4_000_000_000 },
      ]
        .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')}.c2lnbmF0dXJl`,
    };
    const three = [1, 2, 3].map(() => get('/hold', forged));
    await reached(2);
    expect((await get('/', forged)).status).toBe(429);
    expect((await get('/', dan)).status).toBe(200);
    answerAll();
    await reached(1);
    answerAll();
    await Promise.all(three);
  });

  it.each(['tests', 'external:pipeline'])(
    'gives a program from outside a share as people have: %s',
    async subject => {
      const outsider = {
        authorization: mockCredentials.service.header({
          onBehalfOf: mockCredentials.service(subject),
          targetPluginId: 'slow',
        }),
      };
      const three = [1, 2, 3].map(() => get('/hold', outsider));
      await reached(2);
      expect((await get('/', outsider)).status).toBe(429);
      answerAll();
      await reached(1);
      answerAll();
      await Promise.all(three);
    },
  );

  it('does not hold back what plugins ask each other', async () => {
    const plugin = {
      authorization: mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:other'),
        targetPluginId: 'slow',
      }),
    };
    const many = Array.from({ length: 30 }, () => get('/hold', plugin));
    await reached(30);
    answerAll();
    expect((await Promise.all(many)).every(({ ok }) => ok)).toBe(true);
  });

  it('gives keys to everybody, for without them nobody is known', async () => {
    const three = [1, 2, 3].map(() => get('/hold'));
    await reached(2);
    expect((await get('/')).status).toBe(429);
    expect((await get('/.backstage/auth/v1/jwks.json')).status).toBe(200);
    expect(
      (await fetch(`${backend.origin}/.backstage/health/v1/liveness`)).status,
    ).toBe(200);
    answerAll();
    await reached(1);
    answerAll();
    await Promise.all(three);
  });

  it('lets a stream of events stand beside other requests, twenty of one person', async () => {
    const leaving = new AbortController();
    const open = async () => {
      const { body } = await fetch(`${backend.origin}/api/slow/stream`, {
        headers: dan,
        signal: leaving.signal,
      });
      const reader = body?.getReader();
      await reader?.read();
      return reader;
    };
    const first = await open();
    for (let i = 1; i < 20; i++) {
      await open();
    }
    expect((await get('/', dan)).status).toBe(200);
    await open();
    // The oldest one had to go.
    await expect(first?.read()).rejects.toThrow('terminated');
    leaving.abort();
  });

  it('gives the place back when the caller hangs up', async () => {
    const leaving = new AbortController();
    const hold = () =>
      fetch(`${backend.origin}/api/slow/hold`, {
        headers: dan,
        signal: leaving.signal,
      });
    const both = Promise.allSettled([hold(), hold()]);
    await reached(2);
    const gone = held.splice(0).map(response => once(response, 'close'));
    leaving.abort();
    await Promise.all([both, ...gone]);
    expect((await get('/', dan)).status).toBe(200);
  });
});
