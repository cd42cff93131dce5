import 'reflect-metadata';
import { createPrivateKey } from 'node:crypto';
import {
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { Secret } from '@flytower/sealing';
import { EgressGuard } from '../connection/EgressGuard';
import { eventually } from '../testUtils/eventually';
import { CallTimeout } from './Deadline';
import { Arrived, HostileServer } from './HostileServer';
import { HttpsTransport } from './HttpsTransport';
import { KubeRequest } from './Transport';

jest.setTimeout(60_000);

const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const CALLS_AT_ONCE = 32;
const trickles: NodeJS.Timeout[] = [];

async function selfSigned(): Promise<{ cert: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=hostile',
      keys,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 3_600_000),
      notAfter: new Date(Date.now() + 3_600_000),
      extensions: [
        new SubjectAlternativeNameExtension([
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    },
    crypto,
  );
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  const key = createPrivateKey({
    key: Buffer.from(der),
    format: 'der',
    type: 'pkcs8',
  });
  return {
    cert: certificate.toString('pem'),
    key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

describe('HttpsTransport before a server that misbehaves', () => {
  let identity: { cert: string; key: string };
  let server: HostileServer;
  let transport: HttpsTransport;

  beforeAll(async () => {
    identity = await selfSigned();
  });

  beforeEach(async () => {
    server = await HostileServer.open(identity);
    transport = HttpsTransport.create({
      connection: {
        server: server.url,
        caPem: identity.cert,
        credential: { kind: 'token', token: Secret.of('t') },
      },
      guard: EgressGuard.fromCidrs(['127.0.0.0/8']),
    });
  });

  afterEach(() => {
    trickles.splice(0).forEach(clearInterval);
    transport.close();
    server.close();
  });

  const call = (
    method: KubeRequest['method'],
    path: string,
    more: Partial<KubeRequest> = {},
  ) =>
    transport.request({
      method,
      path,
      timeoutMs: 10_000,
      ...(method === 'GET' ? {} : { body: '{"a":1}' }),
      ...more,
    });
  const stream = (path: string, more: Partial<KubeRequest> = {}) =>
    transport.stream({ method: 'GET', path, timeoutMs: 10_000, ...more });

  /** As many calls as may run at once do run at once: no place is held by a call that is over. */
  async function everyPlaceIsFree(): Promise<void> {
    const held: Arrived[] = [];
    server.behave = it => void held.push(it);
    const calls = Array.from({ length: CALLS_AT_ONCE }, (_, i) =>
      call('GET', `/free/${i}`),
    );
    await eventually('calls arrive', () => held.length === CALLS_AT_ONCE);
    held.forEach(it => it.answer());
    await Promise.all(calls);
    expect(server.open).toBeLessThanOrEqual(CALLS_AT_ONCE);
  }

  /** What a connection may do to a call, at each place where it can break. */
  const blows: [string, (it: Arrived) => void][] = [
    ['resets after the request', it => it.reset()],
    ['ends after the request', it => it.end()],
    [
      'resets in mid-head',
      it => {
        it.send('HTTP/1.1 200 O');
        setImmediate(() => it.reset());
      },
    ],
    [
      'ends in mid-head',
      it => {
        it.send('HTTP/1.1 200 OK\r\nContent-Le');
        it.end();
      },
    ],
    ['sends garbage', it => it.send('\u0000\u0001 nonsense\r\n\r\n')],
    [
      'sends an endless head',
      it => it.send(`HTTP/1.1 200 OK\r\n${'a'.repeat(200_000)}`),
    ],
    [
      'changes the protocol',
      it =>
        it.send(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
        ),
    ],
    [
      'ends in mid-body',
      it => {
        it.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a"');
        it.end();
      },
    ],
    ['sends a broken chunk', it => it.send(`${HEAD}zz\r\n`)],
  ];

  describe.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s', method => {
    it.each(blows)(
      'is sent once over a kept connection that %s',
      async (_, blow) => {
        await call('GET', '/first');
        server.behave = it => (it.nth > 1 ? blow(it) : it.answer());
        await expect(call(method, '/x')).rejects.toThrow();
        expect(server.seen).toEqual(['GET /first', `${method} /x`]);
        await everyPlaceIsFree();
      },
    );
  });

  it('sends a call that reads once more where a kept connection was reset under it', async () => {
    await call('GET', '/first');
    server.behave = it => (it.nth > 1 ? it.reset() : it.answer('"read"'));
    await expect(call('GET', '/x')).resolves.toMatchObject({ body: '"read"' });
    expect(server.seen).toEqual(['GET /first', 'GET /x', 'GET /x']);
    await everyPlaceIsFree();
  });

  it('does not send a call that reads a third time', async () => {
    await Promise.all([
      call('GET', '/1'),
      call('GET', '/2'),
      call('GET', '/3'),
    ]);
    server.behave = it => it.reset();
    await expect(call('GET', '/x')).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(server.seen.filter(it => it === 'GET /x')).toHaveLength(2);
    await everyPlaceIsFree();
  });

  it.each(blows)(
    'settles a call that reads where the server %s',
    async (_, blow) => {
      await call('GET', '/first');
      server.behave = blow;
      await expect(call('GET', '/x')).rejects.toThrow();
      await everyPlaceIsFree();
    },
  );

  it('ends an answer that is reset in mid-body, and sends nothing again, for as many as run at once', async () => {
    await everyPlaceIsFree();
    const before = server.seen.length;
    const held: Arrived[] = [];
    server.behave = it => {
      it.send(`${HEAD}4\r\n"abc\r\n`);
      held.push(it);
    };
    const calls = Promise.allSettled(
      Array.from({ length: CALLS_AT_ONCE }, (_, i) => call('GET', `/x/${i}`)),
    );
    await eventually('calls arrive', () => held.length === CALLS_AT_ONCE);
    held.forEach(it => it.reset());
    expect((await calls).map(({ status }) => status)).toEqual(
      Array(CALLS_AT_ONCE).fill('rejected'),
    );
    expect(server.seen.length - before).toBe(CALLS_AT_ONCE);
    await everyPlaceIsFree();
  });

  it('takes an answer that came before the reset', async () => {
    await call('GET', '/first');
    server.behave = it => {
      it.answer('"done"');
      it.end();
    };
    await expect(call('PATCH', '/x')).resolves.toMatchObject({
      body: '"done"',
    });
    await everyPlaceIsFree();
  });

  it.each<[string, (it: Arrived) => void]>([
    ['never answers', () => {}],
    ['stops in mid-head', it => it.send('HTTP/1.1 200 OK\r\n')],
    ['stops in mid-body', it => it.send(`${HEAD}1\r\n"\r\n`)],
    ['trickles a body without end', it => trickle(it, HEAD, '1\r\nx\r\n')],
    [
      'trickles a head without end',
      it => trickle(it, 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'),
    ],
  ])('gives up a call in time where the server %s', async (_, behave) => {
    server.behave = behave;
    const calls = Array.from({ length: CALLS_AT_ONCE + 8 }, (__, i) =>
      call('GET', `/x/${i}`, { timeoutMs: 300 }),
    );
    for (const settled of await Promise.allSettled(calls)) {
      expect(settled).toMatchObject({ reason: expect.any(CallTimeout) });
    }
    await eventually('all let go', () => server.open === 0);
    await everyPlaceIsFree();
  });

  it('reads no more of an answer than anyone would send', async () => {
    server.behave = it => {
      it.send(HEAD);
      const chunk = `100000\r\n${'x'.repeat(1024 * 1024)}\r\n`;
      for (let sent = 0; sent <= 64; sent += 1) {
        it.send(chunk);
      }
    };
    await expect(call('GET', '/x')).rejects.toThrow(
      'its answer is larger than 64 MiB',
    );
    await eventually('all let go', () => server.open === 0);
  });

  it('lets go of a call whose caller no longer wants it', async () => {
    server.behave = it => it.send(HEAD);
    const caller = new AbortController();
    const calls = Promise.allSettled(
      Array.from({ length: CALLS_AT_ONCE + 8 }, (_, i) =>
        call('GET', `/x/${i}`, { signal: caller.signal }),
      ),
    );
    await eventually(
      'calls arrive',
      () => server.seen.length === CALLS_AT_ONCE,
    );
    caller.abort();
    expect((await calls).map(({ status }) => status)).toEqual(
      Array(CALLS_AT_ONCE + 8).fill('rejected'),
    );
    await eventually('all let go', () => server.open === 0);
    await everyPlaceIsFree();
  });

  describe('a stream', () => {
    it('throws where it is reset in mid-body, after what came before', async () => {
      let arrived: Arrived | undefined;
      server.behave = it => {
        it.send(`${HEAD}3\r\nabc\r\n`);
        arrived = it;
      };
      const { chunks } = await stream('/x');
      const read: string[] = [];
      await expect(
        (async () => {
          for await (const chunk of chunks) {
            read.push(Buffer.from(chunk).toString());
            arrived?.reset();
          }
        })(),
      ).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(read).toEqual(['abc']);
      expect(server.seen).toEqual(['GET /x']);
    });

    it.each<[string, (close: () => void, caller: AbortController) => void]>([
      ['closed', close => close()],
      ['no longer wanted', (_, caller) => caller.abort()],
    ])('that nobody reads is gone once it is %s', async (_, end) => {
      server.behave = it => trickle(it, HEAD, '1\r\nx\r\n');
      const caller = new AbortController();
      const { close } = await stream('/x', { signal: caller.signal });
      expect(server.open).toBe(1);
      end(close, caller);
      await eventually('all let go', () => server.open === 0);
    });

    it('outlives the time that its head may take', async () => {
      let arrived: Arrived | undefined;
      server.behave = it => {
        it.send(HEAD);
        arrived = it;
      };
      const { chunks } = await stream('/x', { timeoutMs: 200 });
      // Another call takes longer than the stream's head had.
      server.behave = () => {};
      await expect(
        call('GET', '/y', { timeoutMs: 300 }),
      ).rejects.toBeInstanceOf(CallTimeout);
      arrived?.send('3\r\nabc\r\n0\r\n\r\n');
      const read: string[] = [];
      for await (const chunk of chunks) {
        read.push(Buffer.from(chunk).toString());
      }
      expect(read).toEqual(['abc']);
    });

    it('opens nothing again once everything is closed', async () => {
      await call('GET', '/first');
      server.behave = () => {};
      const under = call('GET', '/x');
      await eventually('calls arrive', () => server.seen.length === 2);
      transport.close();
      await expect(under).rejects.toThrow();
      expect(server.seen).toEqual(['GET /first', 'GET /x']);
      await eventually('all let go', () => server.open === 0);
    });
  });

  it('reads all through a restart of the server, with every place taken before', async () => {
    await everyPlaceIsFree();
    server.resetAll();
    server.behave = it => it.answer();
    const answers = await Promise.all(
      Array.from({ length: CALLS_AT_ONCE }, (_, i) => call('GET', `/x/${i}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      Array(CALLS_AT_ONCE).fill(200),
    );
    await everyPlaceIsFree();
  });
});

/** Sends a little again and again. */
function trickle(it: Arrived, first: string, more: string): void {
  it.send(first);
  trickles.push(setInterval(() => it.send(more), 20));
}
