import { once } from 'node:events';
import { createServer, ServerResponse } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { ConfigReader } from '@backstage/config';
import { eventually } from '@flytower/durable/testUtils';
import express, { ErrorRequestHandler } from 'express';
import { ConnectionGuard } from './ConnectionGuard';
import { ConnectionLimits, readConnectionLimits } from './ConnectionLimits';

const HEALTH = '/.backstage/health/v1/liveness';

describe('ConnectionGuard', () => {
  let end: () => Promise<unknown>;
  afterEach(() => end());

  /** A server that answers `/now`, never answers `/never`, reads the whole body of `/read`, and answers `/much` at length. */
  async function start(limits: Partial<ConnectionLimits>) {
    const clock = { now: 0 };
    const guard = new ConnectionGuard(
      {
        most: 4,
        reserve: 2,
        perAddress: Infinity,
        headerSeconds: 10,
        requestSeconds: 60,
        graceSeconds: 5,
        ...limits,
      },
      () => clock.now,
    );
    const begun: string[] = [];
    const never: ServerResponse[] = [];
    const app = express();
    app.use(guard.refuseBeyond);
    app.use((request, _, next) => {
      begun.push(request.path);
      next();
    });
    app.all('/never', (_, response) => {
      never.push(response);
    });
    app.post('/read', (request, response, next) => {
      text(request)
        .then(body => response.send(`read ${body.length}`))
        .catch(next);
    });
    app.get('/much', (_, response) => {
      response.send('x'.repeat(50_000_000));
    });
    app.get(['/now', HEALTH], (_, response) => {
      response.send('well');
    });
    app.use(((_error, _request, response, _next) => {
      response.end();
    }) satisfies ErrorRequestHandler);
    const server = createServer(app);
    guard.attach(server);
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const sockets: Socket[] = [];
    end = () => {
      sockets.forEach(socket => socket.destroy());
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    };
    const { port } = server.address() as AddressInfo;
    let taken = 0;
    server.on('connection', () => {
      taken += 1;
    });
    /** A connection that the server has taken, from an address of loopback. */
    const open = async (from = '127.0.0.1') => {
      const before = taken;
      const socket = connect({ port, host: '127.0.0.1', localAddress: from });
      socket.on('error', () => undefined);
      sockets.push(socket);
      await eventually(async () => expect(taken).toBe(before + 1));
      return socket;
    };
    /** One that has sent this, whose request the server has seen. */
    const ask = async (line: string, body = '', from?: string) => {
      const socket = await open(from);
      const before = begun.length;
      socket.write(
        `${line} HTTP/1.1\r\nHost: portal\r\n${
          line.startsWith('POST') ? 'Content-Length: 100\r\n' : ''
        }\r\n${body}`,
      );
      await eventually(async () => expect(begun.length).toBe(before + 1));
      return socket;
    };
    const answerTo = async (path: string, from?: string) => {
      const socket = await open(from);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: portal\r\n\r\n`);
      const [data] = await Promise.race([
        once(socket, 'data'),
        once(socket, 'close').then(() => ['closed']),
      ]);
      return { said: String(data), socket };
    };
    return { clock, open, ask, answerTo, never };
  }

  const first = (said: string) => said.split('\r\n')[0];

  it('pushes out what waits for the rest of a body, the slowest first, and never a request under way', async () => {
    const { clock, ask, answerTo } = await start({});
    const working = await ask('GET /never');
    const half = await ask('POST /read', '{');
    const slow = await ask('POST /read', '{');
    slow.write('x'.repeat(60));
    const drips = await ask('POST /read', '{');
    clock.now = 10_000;
    drips.write('x');
    const gone: Socket[] = [];
    for (const socket of [working, half, slow, drips]) {
      socket.once('close', () => gone.push(socket));
    }
    // The bytes above are read before the head that comes after them.
    expect(first((await answerTo('/now')).said)).toBe('HTTP/1.1 200 OK');
    await eventually(async () => expect(gone).toEqual([half]));
    // What was answered is idle and goes before all that wait.
    expect(first((await answerTo('/now')).said)).toBe('HTTP/1.1 200 OK');
    await ask('GET /never');
    await ask('GET /never');
    await eventually(async () => expect(gone).toEqual([half, drips]));
    slow.write('x'.repeat(39));
    const [answer] = await once(slow, 'data');
    expect(String(answer)).toContain('read 100');
    expect(gone).not.toContain(working);
  });

  it('pushes out who does not read the answer', async () => {
    const { clock, ask, answerTo } = await start({});
    const unread: Socket[] = [];
    for (let i = 0; i < 4; i++) {
      const socket = await ask('GET /much');
      socket.pause();
      unread.push(socket);
    }
    clock.now = 10_000;
    const { said } = await answerTo('/now');
    expect(first(said)).toBe('HTTP/1.1 200 OK');
  });

  it('answers health, and tells all others to come again, while it works on all that it may', async () => {
    const { ask, answerTo } = await start({});
    for (let i = 0; i < 4; i++) {
      await ask('GET /never');
    }
    for (let i = 0; i < 6; i++) {
      const health = await answerTo(HEALTH);
      expect(first(health.said)).toBe('HTTP/1.1 200 OK');
      const other = await answerTo('/now');
      expect(other.said).toMatch(
        /^HTTP\/1.1 503 [^]*\r\nConnection: close\r\n[^]*Retry-After: 5\r\n/i,
      );
      expect(other.said).toContain('try again in a few seconds');
      await once(other.socket, 'close');
    }
  });

  it('keeps its last places from those who say nothing', async () => {
    const { ask, open, answerTo } = await start({});
    for (let i = 0; i < 4; i++) {
      await ask('GET /never');
    }
    for (let i = 0; i < 10; i++) {
      await open();
    }
    expect(first((await answerTo(HEALTH)).said)).toBe('HTTP/1.1 200 OK');
  });

  it('does not push out the newest for being new', async () => {
    const { ask, open } = await start({});
    for (let i = 0; i < 3; i++) {
      await ask('POST /read', '{');
    }
    const quiet = await open();
    await open();
    const [answer] = await Promise.all([
      once(quiet, 'data'),
      quiet.write('GET /now HTTP/1.1\r\nHost: portal\r\n\r\n'),
    ]);
    expect(first(String(answer))).toBe('HTTP/1.1 200 OK');
  });

  it('leaves room for others beside one address', async () => {
    const { ask, answerTo } = await start({ most: 8, perAddress: 3 });
    const own: Socket[] = [];
    for (let i = 0; i < 3; i++) {
      own.push(await ask('GET /never', '', '127.0.0.2'));
    }
    expect(first((await answerTo('/now', '127.0.0.2')).said)).toMatch(/ 503 /);
    expect(first((await answerTo('/now', '127.0.0.3')).said)).toBe(
      'HTTP/1.1 200 OK',
    );
    expect(own.every(socket => !socket.destroyed)).toBe(true);
  });
});

describe('readConnectionLimits', () => {
  const limitsOf = (data: object) =>
    readConnectionLimits(new ConfigReader(JSON.parse(JSON.stringify(data))));
  const hardening = { connections: { most: 400 } };

  it('gives half of the connections to one address', () => {
    expect(limitsOf({ flytower: { hardening } })).toMatchObject({
      most: 400,
      perAddress: 200,
      reserve: 20,
    });
  });

  it('gives all of them to the address of a proxy', () => {
    expect(
      limitsOf({ flytower: { hardening }, backend: { trustProxy: 1 } }),
    ).toMatchObject({ most: 400, perAddress: Infinity });
  });
});
