import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { freePort, upgradeOf } from '../__testUtils__/startHardened';
import { startSmall } from '../__testUtils__/startSmall';

jest.setTimeout(60_000);

/** A backend that may have 160 descriptors, attacked with far more connections than that. */
describe('a backend at its limit of descriptors', () => {
  let child: ChildProcess;
  let url: string;
  let port: number;
  const sockets: Socket[] = [];

  const alive = async () => {
    const { status } = await fetch(`${url}/.backstage/health/v1/liveness`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(5_000),
    });
    return status;
  };

  /** From fifteen addresses, for fairness alone would stop one; each opens one after the other, or they push each other out. */
  async function attack(count: number, text: string) {
    await Promise.all(
      Array.from({ length: 15 }, async (_, address) => {
        for (let i = 0; i < count / 15; i++) {
          const socket = connect({
            port,
            host: '127.0.0.1',
            localAddress: `127.0.0.${2 + address}`,
            allowHalfOpen: true,
          });
          socket.on('error', () => undefined);
          sockets.push(socket);
          socket.write(text);
          await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
          // Both sides have had their turn when this is answered, or refused.
          await alive().catch(() => undefined);
        }
      }),
    );
  }

  beforeAll(async () => {
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = startSmall(160, port);
    const up = async (): Promise<number> => alive().catch(up);
    await up();
  });
  afterAll(() => {
    sockets.forEach(socket => socket.destroy());
    child.kill('SIGKILL');
  });

  it.each([
    ['connections that say nothing', ''],
    [
      'connections that stop in the middle of a request',
      'GET / HTTP/1.1\r\nHost:',
    ],
    [
      'requests whose body never comes',
      'POST /api/reads HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    ],
    [
      'requests in pieces that stop',
      'POST /api/reads HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
    ],
    [
      'requests whose answer is never read',
      'GET /api/signals/health HTTP/1.1\r\nHost: portal\r\n\r\n',
    ],
    [
      'upgrades that nobody owns',
      `${upgradeOf('/nobody').join('\r\n')}\r\n\r\n`,
    ],
    [
      'upgrades of signals without a token',
      `${upgradeOf('/api/signals').join('\r\n')}\r\n\r\n`,
    ],
  ])('still answers liveness under %s', async (_, text) => {
    await attack(300, text);
    for (let turn = 0; turn < 10; turn++) {
      await expect(alive()).resolves.toBe(200);
    }
  });

  it('ends at SIGINT while they are all open', async () => {
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await expect(exited).resolves.toEqual([0, null]);
  });
});
