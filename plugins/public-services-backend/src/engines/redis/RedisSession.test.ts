import { createServer, Server } from 'node:net';
import { once } from 'node:events';
import { EgressGuard } from '@flytower/kube';
import { Secret } from '@flytower/sealing';
import { DEFAULT_TIMEOUTS } from '../Deadline';
import { RedisSession } from './RedisSession';

const guard = EgressGuard.fromCidrs(['127.0.0.0/8']);

describe('RedisSession', () => {
  let server: Server;
  let sent: string[];
  beforeEach(async () => {
    sent = [];
    // Says yes to whatever it is sent.
    server = createServer(socket =>
      socket.on('data', words => {
        sent.push(String(words));
        const commands = String(words).match(/^\*\d+\r\n/gm) ?? [];
        socket.write('+OK\r\n'.repeat(commands.length));
      }),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.close();
  });

  const use = (password: string) => {
    const address = server.address();
    return RedisSession.use(
      {
        engine: 'redis',
        host: '127.0.0.1',
        port: typeof address === 'object' ? address?.port ?? 0 : 0,
        administrator: { username: 'admin', password: Secret.of(password) },
      },
      { guard, timeouts: DEFAULT_TIMEOUTS },
      session => session.text('SELECT', '0'),
    );
  };

  it('signs in as the administrator of its own server', async () => {
    await use('first-password');
    await use('second-password');
    const passwords = sent.join('').match(/first-password|second-password/g);
    expect(passwords).toEqual(['first-password', 'second-password']);
    expect(sent.join('')).toContain('admin');
  });

  it('costs little to open: everybody waits meanwhile', async () => {
    await use('warm');
    const before = process.cpuUsage();
    for (let n = 0; n < 20; n += 1) {
      await use(`password-${n}`);
    }
    const { user, system } = process.cpuUsage(before);
    // A client with a class of its own takes 25 milliseconds and more.
    expect((user + system) / 1_000).toBeLessThan(20 * 15);
  });
});
