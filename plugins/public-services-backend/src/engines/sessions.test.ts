import { createServer, Server, Socket } from 'node:net';
import { EgressGuard } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import { DEFAULT_TIMEOUTS } from './Deadline';
import { MySqlSession } from './mysql/MySqlSession';
import { RedisSession } from './redis/RedisSession';

/** A server that takes connections and never says a word. */
async function silentServer() {
  const sockets: Socket[] = [];
  const server: Server = createServer(socket => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  const port = await new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(
        address !== null && typeof address === 'object' ? address.port : 0,
      );
    }),
  );
  const connected = new Promise<Socket>(resolve =>
    server.once('connection', resolve),
  );
  return {
    port,
    connected,
    connections: () => sockets.length,
    close: () =>
      new Promise<void>(resolve => {
        sockets.forEach(socket => socket.destroy());
        server.close(() => resolve());
      }),
  };
}

describe.each([
  ['MySQL', MySqlSession, 'mysql' as const],
  ['Redis', RedisSession, 'redis' as const],
])('a session with %s whose signal is aborted', (_, session, engine) => {
  const lost = new Error('The lease was lost');
  const options = {
    guard: EgressGuard.fromCidrs(['127.0.0.0/8']),
    timeouts: DEFAULT_TIMEOUTS,
  };
  let server: Awaited<ReturnType<typeof silentServer>>;
  beforeEach(async () => {
    server = await silentServer();
  });
  afterEach(() => server.close());

  const access = (signal: AbortSignal) => ({
    engine,
    host: '127.0.0.1',
    port: server.port,
    administrator: { username: 'root', password: Secret.of('swordfish') },
    signal,
  });

  it('cuts the connection and throws the reason', async () => {
    const lease = new AbortController();
    const work = jest.fn(async () => undefined);
    const used = session.use(access(lease.signal), options, work);
    const ended = used.catch(error => error);
    await server.connected;
    lease.abort(lost);
    expect(await ended).toBe(lost);
    expect(work).not.toHaveBeenCalled();
  });

  it('does not even connect afterwards', async () => {
    const used = session.use(
      access(AbortSignal.abort(lost)),
      options,
      async () => undefined,
    );
    await expect(used).rejects.toBe(lost);
    expect(server.connections()).toBe(0);
  });
});
