import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import signalsPlugin from '@backstage/plugin-signals-backend';
import {
  SignalsService,
  signalsServiceRef,
} from '@backstage/plugin-signals-node';
import { once } from 'node:events';
import WebSocket from 'ws';
import {
  DANS_TOKEN,
  Hardened,
  startHardened,
  upgradeOf,
} from '../__testUtils__/startHardened';
import { upgradeServiceRef } from './upgradeServiceRef';

const dan = DANS_TOKEN;

/** Backstage's signals, a sender of signals, and an owner of `/api/consoles` that never answers. */
async function startWithSignals(upgrades: Record<string, number> = {}) {
  let signals: SignalsService | undefined;
  const sender = createBackendPlugin({
    pluginId: 'sender',
    register(reg) {
      reg.registerInit({
        deps: {
          lifecycle: coreServices.lifecycle,
          signals: signalsServiceRef,
          upgrades: upgradeServiceRef,
        },
        async init(deps) {
          signals = deps.signals;
          deps.upgrades.own('/api/consoles', {
            identify: async () => ({ person: 'user:default/dan' }),
            handle: () => undefined,
          });
        },
      });
    },
  });
  const backend = await startHardened([signalsPlugin, sender], {
    hardening: { upgrades },
  });
  return {
    ...backend,
    /** Says `text` to Dan until the socket has got it: a subscription is never acknowledged. */
    async heard(socket: WebSocket, said: string) {
      const got = once(socket, 'message');
      const saying = setInterval(
        () =>
          signals?.publish({
            recipients: { type: 'user', entityRef: 'user:default/dan' },
            channel: 'releases',
            message: { said },
          }),
        20,
      );
      const [data] = await got;
      clearInterval(saying);
      return JSON.parse(String(data));
    },
  };
}

async function listenAs(backend: Hardened, token?: string) {
  const socket = new WebSocket(
    `ws://127.0.0.1:${backend.port}/api/signals`,
    token ? [token] : [],
  );
  await once(socket, 'open');
  socket.send(JSON.stringify({ action: 'subscribe', channel: 'releases' }));
  return socket;
}

describe('upgrades', () => {
  let backend: Awaited<ReturnType<typeof startWithSignals>>;
  afterEach(() => backend.stop());

  it('answers and ends whatever nobody owns', async () => {
    backend = await startWithSignals();
    for (const path of [
      '/',
      '/api/signals/',
      '/api/signals?x=1',
      '/api/signals/more',
      '/api/signal',
      '/API/SIGNALS',
      '/signals',
      '//api/signals',
      '/api/catalog',
      '/.backstage/health/v1/liveness',
      'http://portal/api/signals',
      '*',
    ]) {
      const answer = await backend.send(...upgradeOf(path));
      expect(`${path} ${answer.split('\r\n')[0]}`).toBe(
        `${path} HTTP/1.1 404 Not Found`,
      );
    }
  });

  it.each(['h2c', 'TLS/1.0', 'websocket2'])(
    'answers a request that offers to upgrade to %s, as if it did not',
    async protocol => {
      backend = await startWithSignals();
      const ask = (path: string, ...more: string[]) =>
        backend.send(
          `${more.length > 0 ? 'POST' : 'GET'} ${path} HTTP/1.1`,
          'Host: portal',
          'Connection: Upgrade, HTTP2-Settings, close',
          `Upgrade: ${protocol}`,
          'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
          ...more,
        );
      expect(await ask('/.backstage/health/v1/liveness')).toMatch(
        /^HTTP\/1.1 200 OK\r\n[^]*{"status":"ok"}$/,
      );
      expect(await ask('/api/signals')).toMatch(/^HTTP\/1.1 40[14] /);
      expect(await ask('/api/nobody', 'Content-Length: 2', '', '{}')).toMatch(
        /^HTTP\/1.1 404 /,
      );
      // Signals have theirs nonetheless.
      (await listenAs(backend, dan)).terminate();
    },
  );

  it('pushes signals to who is signed in, after hundreds of hostile upgrades', async () => {
    backend = await startWithSignals({
      anonymous: 1000,
      anonymousPerAddress: 1000,
    });
    const stranger = await listenAs(backend);
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, i) =>
        backend.send(...upgradeOf(`/nobody/${i}`)),
      ),
    );
    expect(
      answers.filter(answer => /^HTTP\/1.1 404 /.test(answer)),
    ).toHaveLength(400);
    const socket = await listenAs(backend, dan);
    await expect(backend.heard(socket, 'after')).resolves.toEqual({
      channel: 'releases',
      message: { said: 'after' },
    });
    stranger.terminate();
    socket.terminate();
  });

  it('lets two sockets that come first together both in', async () => {
    backend = await startWithSignals();
    const sockets = await Promise.all([
      listenAs(backend, dan),
      listenAs(backend, dan),
      listenAs(backend),
    ]);
    await expect(backend.heard(sockets[1], 'both')).resolves.toMatchObject({
      message: { said: 'both' },
    });
    sockets.forEach(socket => socket.terminate());
  });

  it('refuses a token that does not count', async () => {
    backend = await startWithSignals();
    await expect(
      backend.send(
        ...upgradeOf(
          '/api/signals',
          'Sec-WebSocket-Protocol: mock-invalid-token',
        ),
      ),
    ).resolves.toMatch(/^HTTP\/1.1 401 Unauthorized/);
  });

  it('bounds sockets without a token in number, and gives the place to the next when one closes', async () => {
    backend = await startWithSignals({ anonymousPerAddress: 3 });
    const three = [
      await listenAs(backend),
      await listenAs(backend),
      await listenAs(backend),
    ];
    await expect(backend.send(...upgradeOf('/api/signals'))).resolves.toMatch(
      /^HTTP\/1.1 429 Too Many Requests\r\n(.*\r\n)*Retry-After: 30\r\n/,
    );
    // Whoever is signed in is not of their number.
    (await listenAs(backend, dan)).terminate();
    three[0].terminate();
    await once(three[0], 'close');
    const again = async (): Promise<WebSocket> =>
      listenAs(backend).catch(() => again());
    three[0] = await again();
    three.forEach(socket => socket.terminate());
  });

  it('ends a socket without a token after its time, and one that sends too much', async () => {
    backend = await startWithSignals({ anonymousSeconds: 0.2 });
    const silent = await listenAs(backend);
    await once(silent, 'close');
    await backend.stop();
    backend = await startWithSignals();
    const loud = await listenAs(backend);
    loud.send('x'.repeat(20_000));
    await once(loud, 'close');
    expect([silent, loud].map(({ readyState }) => readyState)).toEqual([
      WebSocket.CLOSED,
      WebSocket.CLOSED,
    ]);
  });

  it('bounds the sockets of one person', async () => {
    backend = await startWithSignals({ perPerson: 2 });
    const two = [await listenAs(backend, dan), await listenAs(backend, dan)];
    await expect(
      backend.send(
        ...upgradeOf('/api/signals', `Sec-WebSocket-Protocol: ${dan}`),
      ),
    ).resolves.toMatch(/^HTTP\/1.1 429 .*[^]*user:default\/dan has 2 open/);
    two.forEach(socket => socket.terminate());
  });

  it('gives a path to one owner, with all below it', async () => {
    backend = await startWithSignals();
    const socket = backend.open();
    socket.write(
      `${upgradeOf('/api/consoles/payments/1').join('\r\n')}\r\n\r\n`,
    );
    // Not answered by anybody yet: the owner has it. A hang-up of the other side ends it.
    socket.resetAndDestroy();
    await expect(backend.send(...upgradeOf('/api/consoles2'))).resolves.toMatch(
      /^HTTP\/1.1 404/,
    );
  });
});
