import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import { describeDatabases, readAll } from '@flytower/durable/testUtils';
import { RegisterClusterRequest } from '@flytower/plugin-fleet-common';
import { mockNamespace } from '@flytower/plugin-fleet-node/testUtils';
import { migrations } from '../../migrations';
import { usable } from '../../__testUtils__/fixtures';
import { setUpRegistrations } from '../../__testUtils__/setUpRegistrations';

jest.setTimeout(60_000);

const asked = (key: string) => ({ person: 'user:default/olivia', key });
const CANARY = 'canary-private-key';
const requestFor = (
  name: string,
  change: Partial<RegisterClusterRequest> = {},
): RegisterClusterRequest => ({
  name,
  dataCentre: 'frankfurt',
  securityZone: 'core',
  access: {
    kind: 'certificate',
    server: `https://${name}:6443`,
    caPem: 'the authority',
    certificatePem: 'the certificate',
    keyPem: CANARY,
  },
  ...change,
});

describeDatabases('RegistrationService', openTestStore => {
  let store: Store;
  beforeEach(async () => {
    store = await openTestStore(migrations);
  });
  const rowsIn = async (table: string) => (await store.knex(table)).length;

  it('registers a cluster: row, operation and event, and it is read at once', async () => {
    const { engine, hub, links, operations, service } =
      await setUpRegistrations(store);
    const operation = await service.register(requestFor('east'), asked('1'));
    expect(operation).toMatchObject({
      kind: 'cluster.register',
      subject: { kind: 'cluster', name: 'east' },
      requester: 'user:default/olivia',
      state: 'in-progress',
      steps: [
        {
          id: 'check',
          state: 'succeeded',
          message: 'Kubernetes v1.36.3, 3 nodes, as flytower',
        },
        { id: 'seal', state: 'succeeded' },
        { id: 'read', state: 'in-progress' },
      ],
    });
    expect(hub.clusterFacts('east')).toMatchObject({
      id: operation.subject.id,
      mode: 'managed',
      dataCentre: { name: 'frankfurt' },
    });
    expect(links).toMatchObject([{ cluster: 'east', stopped: false }]);

    await engine.runDue();
    expect(await operations.get(operation.id)).toMatchObject({
      state: 'succeeded',
      reason: 'Cluster "east" is in the fleet: It has no nodes',
    });
    const changes = await readAll(store);
    expect(
      changes.map(({ type, outcome, operationId, actor }) => ({
        type,
        outcome,
        operationId,
        actor,
      })),
    ).toEqual([
      {
        type: 'cluster.registered.v1',
        outcome: 'requested',
        operationId: operation.id,
        actor: 'user:default/olivia',
      },
      {
        type: 'cluster.connected.v1',
        outcome: 'succeeded',
        operationId: operation.id,
        actor: 'user:default/olivia',
      },
    ]);
  });

  it('waits for the first reading, and says so', async () => {
    const { clock, engine, operations, service, views } =
      await setUpRegistrations(store);
    let state: 'syncing' | 'live' = 'syncing';
    views.set('east', {
      age: () => ({ state, sentence: 'Listing pods' }),
    });
    const { id } = await service.register(requestFor('east'), asked('1'));
    await engine.runDue();
    expect(await operations.get(id)).toMatchObject({
      state: 'in-progress',
      reason: 'Listing pods',
    });
    state = 'live';
    clock.advance(2_000);
    await engine.runDue();
    expect(await operations.get(id)).toMatchObject({ state: 'succeeded' });
  });

  it('answers a double click with one registration', async () => {
    const { service } = await setUpRegistrations(store);
    const first = await service.register(requestFor('east'), asked('1'));
    const second = await service.register(requestFor('east'), asked('1'));
    expect(second.id).toBe(first.id);
    expect(await rowsIn('clusters')).toBe(1);
    await expect(
      service.register(requestFor('west'), asked('1')),
    ).rejects.toThrow('was used for another call');
  });

  it.each([
    [
      'does not answer',
      requestFor('north'),
      InputError,
      'https://north:6443 cannot be reached',
    ],
    [
      'stands in no known data centre',
      requestFor('east', { dataCentre: 'atlantis' }),
      InputError,
      'There is no data centre "atlantis"; choose one of frankfurt, oslo',
    ],
    [
      'has no address',
      requestFor('east', {
        access: {
          kind: 'token',
          server: 'east',
          caPem: 'x',
          token: 'canary-token',
        },
      }),
      InputError,
      '"east" is not an address; write it like https://10.0.0.5:6443',
    ],
    [
      'has a password in its address',
      requestFor('east', {
        access: {
          kind: 'token',
          server: 'https://me:canary@east:6443',
          caPem: 'x',
          token: 'canary-token',
        },
      }),
      InputError,
      'The address may have a host, a port and a path, and nothing else',
    ],
    [
      'comes as a kubeconfig with an exec plugin',
      requestFor('east', {
        access: {
          kind: 'kubeconfig',
          kubeconfig: `
apiVersion: v1
kind: Config
current-context: a
contexts: [{name: a, context: {cluster: a, user: a}}]
clusters: [{name: a, cluster: {server: 'https://east:6443', certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=}}]
users: [{name: a, user: {exec: {command: aws}}}]`,
        },
      }),
      InputError,
      'exec',
    ],
  ])(
    'saves nothing of a cluster that %s',
    async (_, request, error, sentence) => {
      const { service } = await setUpRegistrations(store);
      const attempt = service.register(request, asked('1'));
      await expect(attempt).rejects.toThrow(error);
      await expect(attempt).rejects.toThrow(sentence);
      await expect(attempt).rejects.not.toThrow('canary');
      expect(await rowsIn('clusters')).toBe(0);
      expect(await rowsIn('operations')).toBe(0);
      expect(await rowsIn('outbox')).toBe(0);
      expect(await rowsIn('idempotency_keys')).toBe(0);
    },
  );

  it('refuses a cluster that is registered already: by name, by address, by what it is', async () => {
    const { answers, service } = await setUpRegistrations(store);
    await service.register(requestFor('east'), asked('1'));
    answers.set(
      'https://10.0.0.5:6443',
      usable('https://10.0.0.5:6443', 'uid-east'),
    );
    const attempts: [RegisterClusterRequest, string][] = [
      [
        { ...requestFor('west'), name: 'east' },
        'There is a cluster named "east" already',
      ],
      [
        { ...requestFor('east'), name: 'again' },
        'The address https://east:6443 is registered already',
      ],
      [
        {
          ...requestFor('again'),
          access: {
            kind: 'token',
            server: 'HTTPS://10.0.0.5:6443/',
            caPem: 'x',
            token: 'y',
          },
        },
        'This is the cluster "east", which is registered already under another address',
      ],
    ];
    for (const [request, sentence] of attempts) {
      const attempt = service.register(request, asked('2'));
      await expect(attempt).rejects.toThrow(ConflictError);
      await expect(attempt).rejects.toThrow(sentence);
      expect(await service.check(request)).toEqual({
        outcome: 'refused',
        code: 'registered-already',
        sentence: expect.stringContaining(sentence),
      });
    }
    expect(await rowsIn('clusters')).toBe(1);
  });

  it('shows what a cluster answers without saving anything', async () => {
    const { service } = await setUpRegistrations(store);
    expect(await service.check(requestFor('east'))).toEqual(
      usable('https://east:6443', 'uid-east'),
    );
    expect(await service.check(requestFor('north'))).toEqual({
      outcome: 'refused',
      code: 'unreachable',
      sentence: 'https://north:6443 cannot be reached',
    });
    expect(await rowsIn('clusters')).toBe(0);
  });

  it('changes a credential once it was seen to work in the same cluster', async () => {
    const { engine, links, operations, service } = await setUpRegistrations(
      store,
    );
    await service.register(requestFor('east'), asked('1'));
    const operation = await service.rotate(
      'east',
      {
        kind: 'token',
        server: 'https://east:6443',
        caPem: 'the authority',
        token: 'the-new-token',
      },
      asked('2'),
    );
    expect(links).toMatchObject([
      { connection: { credential: { kind: 'certificate' } }, stopped: true },
      { connection: { credential: { kind: 'token' } }, stopped: false },
    ]);
    await engine.runDue();
    await engine.runDue();
    expect(await operations.get(operation.id)).toMatchObject({
      state: 'succeeded',
      reason: 'Cluster "east" is read with the new credential',
    });
  });

  it('refuses a credential that does not work, or leads to another cluster, and keeps the old one', async () => {
    const { answers, clusters, links, service } = await setUpRegistrations(
      store,
    );
    await service.register(requestFor('east'), asked('1'));
    const before = await clusters.byName('east');
    await expect(
      service.rotate('east', requestFor('north').access, asked('2')),
    ).rejects.toThrow('https://north:6443 cannot be reached');
    await expect(
      service.rotate('east', requestFor('west').access, asked('3')),
    ).rejects.toThrow(
      'https://west:6443 leads to another cluster than the one registered as "east"',
    );
    answers.set('https://east:6443', {
      outcome: 'refused',
      code: 'certificate-expired',
      sentence: 'The client certificate expired on 2025-12-31',
    });
    await expect(
      service.rotate('east', requestFor('east').access, asked('4')),
    ).rejects.toThrow('expired on 2025-12-31');
    expect(await clusters.byName('east')).toEqual(before);
    expect(links).toMatchObject([{ stopped: false }]);
  });

  it('keeps what a later check finds, or why it failed, and goes on reading', async () => {
    const { answers, clusters, hub, links, service } = await setUpRegistrations(
      store,
    );
    await service.register(requestFor('east'), asked('1'));
    answers.set('https://east:6443', {
      outcome: 'refused',
      code: 'no-rights',
      sentence: 'It may not list nodes',
    });
    await service.recheck('east', 'user:default/olivia');
    expect(await clusters.byName('east')).toMatchObject({
      problem: 'It may not list nodes',
      checked: { facts: { version: 'v1.36.3' } },
    });
    answers.set('https://east:6443', {
      ...usable('https://east:6443', 'uid-east'),
      version: 'v1.37.0',
      mode: 'given-namespaces',
    });
    await service.recheck('east', 'user:default/olivia');
    expect(await clusters.byName('east')).toMatchObject({
      checked: { facts: { version: 'v1.37.0' } },
    });
    expect(hub.clusterFacts('east')?.mode).toBe('given-namespaces');
    expect(links).toHaveLength(1);
    const changes = await readAll(store);
    expect(changes.slice(1).map(({ outcome }) => outcome)).toEqual([
      'failed',
      'succeeded',
    ]);
    await expect(service.recheck('west', 'x')).rejects.toThrow(NotFoundError);
  });

  it('removes a cluster without tenants, credential and all', async () => {
    const { engine, hub, links, operations, service } =
      await setUpRegistrations(store);
    await service.register(requestFor('east'), asked('1'));
    await engine.runDue();
    const { id } = await service.remove('east', { lost: false }, asked('2'));
    await engine.runDue();
    expect(await operations.get(id)).toMatchObject({
      state: 'succeeded',
      reason: 'Cluster "east" has left the fleet; nothing in it was changed',
    });
    expect(await rowsIn('clusters')).toBe(0);
    expect(hub.clusterFacts('east')).toBeUndefined();
    expect(links).toMatchObject([{ stopped: true }]);
    // The same click again is the same removal, not "there is no such cluster".
    expect((await service.remove('east', { lost: false }, asked('2'))).id).toBe(
      id,
    );
  });

  it('ends a registration whose cluster is removed meanwhile', async () => {
    const { engine, operations, service } = await setUpRegistrations(store);
    const { id } = await service.register(requestFor('east'), asked('1'));
    await service.remove('east', { lost: false }, asked('2'));
    while ((await engine.runDue()) > 0);
    expect(await operations.get(id)).toMatchObject({ state: 'aborted' });
  });

  it('does not remove a cluster that holds namespaces of tenants', async () => {
    const { service, views } = await setUpRegistrations(store);
    views.set('east', {
      namespaces: () => [
        mockNamespace({ name: 'kube-system' }),
        mockNamespace({
          name: 'payments--prod',
          labels: { 'flytower.dev/tenant': 'payments' },
        }),
      ],
    });
    await service.register(requestFor('east'), asked('1'));
    for (const lost of [false, true]) {
      await expect(
        service.remove('east', { lost }, asked(`2${lost}`)),
      ).rejects.toThrow(
        'The cluster "east" holds namespaces of tenants: payments--prod; unbind their tenants first',
      );
    }
    expect(await rowsIn('clusters')).toBe(1);
  });

  it('removes a cluster that cannot be seen only when told that it is lost', async () => {
    const { service, views } = await setUpRegistrations(store);
    views.set('east', {
      age: () => ({ state: 'stale', sentence: 'connection refused' }),
    });
    await service.register(requestFor('east'), asked('1'));
    await expect(
      service.remove('east', { lost: false }, asked('2')),
    ).rejects.toThrow('cannot be seen, so nobody knows whether tenants are in');
    await service.remove('east', { lost: true }, asked('3'));
    expect(await rowsIn('clusters')).toBe(0);
  });

  it('shows the private key to nobody: not in answers, rows, events or logs', async () => {
    const { engine, logger, service } = await setUpRegistrations(store);
    const answers = [
      await service.check(requestFor('east')),
      await service.register(requestFor('east'), asked('1')),
      await service.recheck('east', 'user:default/olivia'),
    ];
    while ((await engine.runDue()) > 0);
    const tables = await Promise.all(
      ['clusters', 'operations', 'outbox', 'idempotency_keys'].map(table =>
        store.knex(table),
      ),
    );
    const logs = [logger.error, logger.warn, logger.info, logger.debug].map(
      log => log.mock.calls,
    );
    expect(JSON.stringify([answers, tables, logs])).not.toContain(CANARY);
  });
});
