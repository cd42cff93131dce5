import { connect, createServer, Server } from 'node:net';
import {
  coreServices,
  createBackendPlugin,
  RootHealthService,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { newId, openStore } from '@flytower/durable';
import { eventually } from '@flytower/durable/testUtils';
import createKnex from 'knex';
import { patientDatabaseFactory } from './patientDatabaseFactory';
import { rootHealthFactory } from './rootHealthFactory';

const POSTGRES_VARIABLE =
  'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';
const address = process.env[POSTGRES_VARIABLE];

if (!address && process.env.FLYTOWER_REQUIRE_POSTGRES === '1') {
  throw new Error(`Set ${POSTGRES_VARIABLE}: readiness must be tested`);
}

/** A way to PostgreSQL that can be closed: a port that refuses, until it leads there. */
async function doorTo(url: URL) {
  const sockets = new Set<{ destroy(): void }>();
  const door: Server = createServer(socket => {
    const onward = connect(Number(url.port || 5432), url.hostname);
    sockets.add(socket).add(onward);
    for (const end of [socket, onward]) {
      end.on('error', () => undefined);
    }
    socket.pipe(onward).pipe(socket);
  });
  const listen = (port: number) =>
    new Promise<number>(resolve => {
      door.listen(port, '127.0.0.1', () => {
        const bound = door.address();
        resolve(bound !== null && typeof bound === 'object' ? bound.port : 0);
      });
    });
  const close = () =>
    new Promise<void>(resolve => {
      sockets.forEach(socket => socket.destroy());
      door.close(() => resolve());
    });
  const port = await listen(0);
  await close();
  return { port, open: () => listen(port), close };
}

/** Hands the backend's health out as soon as it is there, long before the backend has started. */
function healthOf() {
  let hand: (health: RootHealthService) => void = () => undefined;
  const health = new Promise<RootHealthService>(resolve => {
    hand = resolve;
  });
  const feature = createBackendPlugin({
    pluginId: 'asks',
    register({ registerInit }) {
      registerInit({
        deps: { rootHealth: coreServices.rootHealth },
        async init({ rootHealth }) {
          hand(rootHealth);
        },
      });
    },
  });
  return { health, feature };
}

const keeps = createBackendPlugin({
  pluginId: 'keeps',
  register({ registerInit }) {
    registerInit({
      deps: { database: coreServices.database, logger: coreServices.logger },
      async init({ database, logger }) {
        await openStore({ database, logger });
      },
    });
  },
});

const describePostgres = address ? describe : describe.skip;

describePostgres('a database that is away when the backend starts', () => {
  it('makes readiness 503 with a sentence that names the plugin, until it is there', async () => {
    const url = new URL(address ?? '');
    const prefix = `flytower_ready_${newId().toLowerCase()}_`;
    const door = await doorTo(url);
    const asked = healthOf();
    const starting = startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: {
                client: 'pg',
                prefix,
                connection: {
                  host: '127.0.0.1',
                  port: door.port,
                  user: decodeURIComponent(url.username),
                  password: decodeURIComponent(url.password),
                },
              },
            },
          },
        }),
        patientDatabaseFactory,
        rootHealthFactory,
        keeps,
        asked.feature,
      ],
    });
    const health = await asked.health;
    await eventually(async () =>
      expect(await health.getReadiness()).toEqual({
        status: 503,
        payload: {
          status: 'error',
          message:
            'Backend has not started yet. The database of the plugin "keeps" has not come up yet; it is tried again by itself, and the log says why',
        },
      }),
    );
    expect(await health.getLiveness()).toMatchObject({ status: 200 });
    await door.open();
    const backend = await starting;
    expect(await health.getReadiness()).toEqual({
      status: 200,
      payload: { status: 'ok' },
    });
    await backend.stop();
    await door.close();
    const admin = createKnex({ client: 'pg', connection: address });
    await admin.raw(`drop database if exists ?? with (force)`, [
      `${prefix}keeps`,
    ]);
    await admin.destroy();
  }, 60_000);
});

describe('a start that a person must mend', () => {
  it('ends at once, as ever', async () => {
    await expect(
      startTestBackend({
        features: [
          mockServices.rootConfig.factory({
            data: { backend: { database: { client: 'oracle' } } },
          }),
          patientDatabaseFactory,
          keeps,
        ],
      }),
    ).rejects.toThrow('oracle');
  });
});
