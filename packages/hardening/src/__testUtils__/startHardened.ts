import { createServer } from 'node:http';
import { connect, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createBackend } from '@backstage/backend-defaults';
import {
  BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import hardening from '../index';

/** A token that may stand in the header of a sub-protocol, where the mock ones may not. */
export const DANS_TOKEN = 'dans-token';

const people = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory: ({ plugin }) => {
    const auth = mockServices.auth({ pluginId: plugin.getId() });
    const authenticate = auth.authenticate.bind(auth);
    auth.authenticate = async (token, options) =>
      token === DANS_TOKEN
        ? mockCredentials.user('user:default/dan')
        : authenticate(token, options);
    auth.listPublicServiceKeys = async () => ({ keys: [] });
    return auth;
  },
});

/** A policy of its own; Backstage's own service would ask a permission backend that is not there. */
const allowsEverything = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () => {
    const all = async (asked: unknown[]) =>
      asked.map(() => ({ result: AuthorizeResult.ALLOW } as const));
    return { authorize: all, authorizeConditional: all };
  },
});

/** A port of loopback that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (typeof address === 'string' || !address) {
    throw new Error('The server has no port');
  }
  return address.port;
}

/** A whole backend behind a real server, with the protections and these features. People are mock people. */
export async function startHardened(
  features: BackendFeature[],
  config: {
    hardening?: JsonObject;
    more?: JsonObject;
    working?: string;
    permissions?: BackendFeature;
  } = {},
) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const backend = createBackend();
  const all: BackendFeature[] = [
    hardening,
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: origin },
        permission: { enabled: true },
        backend: {
          baseUrl: origin,
          listen: { host: '127.0.0.1', port },
          ...(config.working ? { workingDirectory: config.working } : {}),
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        flytower: { hardening: config.hardening ?? {} },
        ...config.more,
      },
    }),
    mockServices.rootLogger.factory(),
    people,
    config.permissions ?? allowsEverything,
    mockServices.httpAuth.factory({
      defaultCredentials: mockCredentials.none(),
    }),
    mockServices.userInfo.factory(),
    ...features,
  ];
  for (const feature of all) {
    backend.add(feature);
  }
  await backend.start();
  const sockets: Socket[] = [];
  const open = () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  return {
    port,
    origin,
    /** A bare connection. */
    open,
    /** Sends these lines on a connection of its own, and gives all that comes until the server ends it. */
    send: async (...lines: string[]) => {
      const socket = open();
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      return text(socket);
    },
    stop: async () => {
      sockets.forEach(socket => socket.destroy());
      await backend.stop();
    },
  };
}

export type Hardened = Awaited<ReturnType<typeof startHardened>>;

/** The lines of an upgrade as browsers write them. */
export const upgradeOf = (path: string, ...more: string[]) => [
  `GET ${path} HTTP/1.1`,
  'Host: portal',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ...more,
];
