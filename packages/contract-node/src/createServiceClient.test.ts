import { createServer, IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { defineContract, defineRoute } from '@flytower/contract';
import { z } from 'zod';
import { createServiceClient } from './createServiceClient';

const access = { kind: 'service', callers: [] } as const;
const result = z.object({ ok: z.boolean() });

const contract = defineContract({
  pluginId: 'toys',
  title: 'Toys',
  routes: {
    read: defineRoute({
      method: 'get',
      path: '/v1/things',
      summary: 'Things',
      access,
      result,
    }),
    write: defineRoute({
      method: 'post',
      path: '/v1/things',
      summary: 'Makes a thing',
      access,
      body: z.object({ name: z.string() }),
      result,
    }),
    writeOnce: defineRoute({
      method: 'post',
      path: '/v1/things-once',
      summary: 'Makes a thing once',
      access,
      idempotencyKey: 'required',
      body: z.object({ name: z.string() }),
      result,
    }),
  },
});

/** A real server that closes a connection when it is used a second time, after it has read the request. */
async function closingServer() {
  const served = new WeakSet<Socket>();
  const seen: string[] = [];
  const closed: Promise<void>[] = [];
  const server: Server = createServer((request: IncomingMessage, response) => {
    const { socket, method, headers } = request;
    seen.push(`${method} ${headers['idempotency-key'] ?? ''}`.trim());
    request.resume().on('end', () => {
      if (served.has(socket)) {
        socket.destroy();
        return;
      }
      served.add(socket);
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true}');
    });
  });
  server.on('connection', socket =>
    closed.push(new Promise(resolve => socket.once('end', resolve))),
  );
  const port = await new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(
        address !== null && typeof address === 'object' ? address.port : 0,
      );
    }),
  );
  const client = createServiceClient(contract, {
    auth: mockServices.auth(),
    discovery: {
      getBaseUrl: async () => `http://127.0.0.1:${port}`,
      getExternalBaseUrl: async () => `http://127.0.0.1:${port}`,
    },
  });
  return { server, seen, closed, client };
}

describe('a service client whose kept connection is closed under it', () => {
  let world: Awaited<ReturnType<typeof closingServer>>;
  beforeEach(async () => {
    world = await closingServer();
    await world.client.read();
    // The client has its connection back a turn after the answer.
    await nextTurn();
    world.seen.length = 0;
  });
  afterEach(async () => {
    world.server.closeAllConnections();
    await new Promise(resolve => world.server.close(resolve));
  });

  it('reads once more', async () => {
    expect(await world.client.read()).toEqual({ ok: true });
    expect(world.seen).toEqual(['GET', 'GET']);
  });

  it('writes once more by the same idempotency key', async () => {
    const call = { body: { name: 'kite' }, idempotencyKey: 'click-1' };
    expect(await world.client.writeOnce(call)).toEqual({ ok: true });
    expect(world.seen).toEqual(['POST click-1', 'POST click-1']);
  });

  it('never writes twice without one', async () => {
    await expect(
      world.client.write({ body: { name: 'kite' } }),
    ).rejects.toThrow('fetch failed');
    expect(world.seen).toEqual(['POST']);
  });

  it('lets go of an unused connection before a server of Node does', async () => {
    const begun = performance.now();
    await world.closed[0];
    expect(performance.now() - begun).toBeLessThan(
      world.server.keepAliveTimeout - 1_000,
    );
  });
});
