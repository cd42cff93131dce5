import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackendFeature } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ClusterConnection } from '@flytower/kube';
import { TestCluster } from '@flytower/kube/testUtils';
import {
  fleetHubServiceFactory,
  fleetServiceFactory,
} from '@flytower/plugin-fleet-node';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import request from 'supertest';
import { fleetPlugin } from '../plugin';
import { eventually } from './eventually';
import { FreezableProxy } from './FreezableProxy';

const dataCentre = (name: string, role: string) => ({
  name,
  displayName: name,
  region: 'eu',
  role,
  provider: 'self-built',
});

/** How a person would give access by the certificate that a test cluster is reached with. */
export function accessOf(connection: ClusterConnection, server?: string) {
  const { credential } = connection;
  if (credential.kind !== 'certificate') {
    throw new Error('The test clusters are reached with certificates');
  }
  return {
    kind: 'certificate',
    server: server ?? connection.server,
    caPem: connection.caPem,
    certificatePem: credential.certPem,
    keyPem: credential.keyPem.reveal(),
  };
}

/**
 * The fleet's backend for the tests of one description, with Olivia's calls to it. West is registered by a proxy, so
 * that it can hang for this backend alone.
 */
export function fleetOverClusters(
  [east, west]: readonly TestCluster[],
  features: BackendFeature[] = [],
) {
  const logged: string[] = [];
  let directory: string;
  let backend: TestBackend;
  let proxy: FreezableProxy;
  let key = 0;
  const auth = {
    authorization: mockCredentials.user.header('user:default/olivia'),
  };
  const get = async (path: string) =>
    (await request(backend.server).get(`/api/fleet${path}`).set(auth)).body;
  const post = (path: string, body?: object) =>
    request(backend.server)
      .post(`/api/fleet${path}`)
      .set({ ...auth, 'idempotency-key': `key-${++key}` })
      .send(body);
  const registration = (cluster: TestCluster, change: object = {}) => ({
    name: cluster.name,
    dataCentre: cluster === west ? 'oslo' : 'frankfurt',
    securityZone: 'core',
    access: accessOf(
      cluster.connection,
      cluster === west ? proxy.address : undefined,
    ),
    ...change,
  });
  const finished = async (id: string, state: string = 'succeeded') =>
    eventually(async () => {
      const operation = await get(`/v1/operations/${id}`);
      expect(operation).toMatchObject({ state });
      return operation;
    });
  const register = async () => {
    for (const cluster of [east, west]) {
      const { body, status } = await post(
        '/v1/clusters',
        registration(cluster),
      );
      expect(status).toBe(202);
      await finished(body.id);
    }
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flytower-fleet-'));
    proxy = await FreezableProxy.to(west.server);
    const log = (...what: unknown[]) => {
      logged.push(JSON.stringify(what.map(String)));
    };
    const logger = mockServices.rootLogger.mock({
      error: log,
      warn: log,
      info: log,
      debug: log,
    });
    logger.child.mockReturnValue(logger);
    backend = await startTestBackend({
      features: [
        fleetPlugin,
        fleetHubServiceFactory,
        fleetServiceFactory,
        ...mockTenancy({}).factories,
        logger.factory,
        databaseServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: { client: 'better-sqlite3', connection: { directory } },
            },
            flytower: {
              seal: {
                keys: [
                  { id: 'a', key: Buffer.alloc(32, 1).toString('base64') },
                ],
              },
              egress: { allow: ['127.0.0.0/8'] },
              fleet: {
                dataCentres: [
                  dataCentre('frankfurt', 'production'),
                  dataCentre('oslo', 'disaster-recovery'),
                ],
              },
            },
          },
        }),
        mockServices.permissions.mock({
          authorize: async all =>
            all.map(() => ({ result: AuthorizeResult.ALLOW })),
        }).factory,
        ...features,
      ],
    });
    await eventually(async () => {
      await request(backend.server)
        .get('/api/fleet/v1/clusters')
        .set(auth)
        .expect(200);
    });
  });
  afterAll(async () => {
    await backend.stop();
    proxy.close();
    await rm(directory, { recursive: true });
  });

  return {
    auth,
    finished,
    get,
    /** Everything that the backend has logged. */
    logged,
    post,
    /** Registers both clusters and waits until they are read. */
    register,
    /** What registers a cluster as it stands. */
    registration,
    get server() {
      return backend.server;
    },
    /** Between this backend and west. */
    get proxy() {
      return proxy;
    },
    /** Where the backend's databases are. */
    get directory() {
      return directory;
    },
  };
}
