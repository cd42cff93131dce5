import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import { describeClusters } from '@flytower/kube/testUtils';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { accessOf, fleetOverClusters } from './__testUtils__/fleetOverClusters';

jest.setTimeout(120_000);

describeClusters('The fleet over real clusters', clusters => {
  const [east, west] = clusters;
  const fleet = fleetOverClusters(clusters);
  const { auth, finished, get, logged, post, register, registration } = fleet;

  it('shows what a cluster is before it is registered, and saves nothing', async () => {
    const { body } = await post('/v1/clusters/check', {
      access: accessOf(east.connection),
      name: 'east',
    });
    expect(body).toMatchObject({
      outcome: 'usable',
      server: east.server,
      version: expect.stringMatching(/^v1\.\d+\.\d+$/),
      identity: { user: 'flytower' },
      nodeCount: 5,
      mode: 'managed',
    });
    expect(await get('/v1/clusters')).toEqual({ items: [] });
  });

  it.each([
    [
      'nobody listens at',
      async () => ({
        access: accessOf(east.connection, 'https://127.0.0.1:1'),
      }),
      /127\.0\.0\.1/,
    ],
    [
      'that takes connections and never answers',
      async () => {
        fleet.proxy.freeze();
        return { access: accessOf(east.connection, fleet.proxy.address) };
      },
      /did not answer in time/,
    ],
    [
      'with the authority of another cluster',
      async () => ({
        access: { ...accessOf(east.connection), caPem: west.caPem },
      }),
      /certificate authority did not sign/,
    ],
    [
      'with the certificate of another cluster',
      async () => ({
        access: {
          ...accessOf(west.connection),
          server: east.server,
          caPem: east.caPem,
        },
      }),
      /does not know the given certificate/,
    ],
    [
      'with an expired certificate',
      async () => ({
        access: accessOf({
          ...east.connection,
          credential: await east.signCertificate({ cn: 'flytower', days: -1 }),
        }),
      }),
      /expired/,
    ],
    [
      'with a certificate that may do everything',
      async () => ({
        access: accessOf({
          ...east.connection,
          credential: await east.signCertificate({
            cn: 'flytower',
            o: 'system:masters',
          }),
        }),
      }),
      /system:masters/,
    ],
    [
      'with a certificate without rights',
      async () => ({
        access: accessOf({
          ...east.connection,
          credential: await east.signCertificate({ cn: 'somebody' }),
        }),
      }),
      /"somebody" may not/,
    ],
  ])(
    'refuses a cluster %s, in words, and saves nothing',
    async (_, change, words) => {
      const answer = await post(
        '/v1/clusters',
        registration(east, await change()),
      );
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(words);
      expect(await get('/v1/clusters')).toEqual({ items: [] });
      expect(await get('/v1/operations')).toEqual({ items: [] });
      fleet.proxy.thaw();
    },
  );

  it('registers both clusters and reads them', async () => {
    await register();
    const { items } = await get('/v1/clusters');
    expect(items.map((one: { name: string }) => one.name).sort()).toEqual([
      'east',
      'west',
    ]);
    for (const cluster of clusters) {
      const detail = await get(`/v1/clusters/${cluster.name}`);
      const { items: nodes } = await cluster.admin.list({
        apiVersion: 'v1',
        kind: 'Node',
      });
      const { items: namespaces } = await cluster.admin.list({
        apiVersion: 'v1',
        kind: 'Namespace',
      });
      const system = namespaces.find(
        ({ metadata }) => metadata?.name === 'kube-system',
      );
      expect(detail).toMatchObject({
        uid: system?.metadata?.uid,
        data: { state: 'live' },
        nodes: { total: nodes.length, ready: nodes.length },
        credential: { identity: 'flytower', kind: 'certificate' },
        simulated: true,
      });
    }
    expect(await get('/v1/nodes?cluster=west')).toMatchObject({ total: 3 });
    expect(await get('/v1/data-centres/frankfurt')).toMatchObject({
      clusters: ['east'],
      nodes: 5,
    });
  });

  it('refuses a cluster that is registered already, under whatever name and address', async () => {
    const byName = await post(
      '/v1/clusters',
      registration(west, { name: 'east' }),
    );
    expect(byName.status).toBe(409);
    expect(byName.body.error.message).toContain('named "east" already');

    const byAddress = await post(
      '/v1/clusters',
      registration(east, { name: 'again' }),
    );
    expect(byAddress.status).toBe(409);
    expect(byAddress.body.error.message).toContain(
      'is registered already, as the cluster "east"',
    );

    const server = east.server.replace('127.0.0.1', 'localhost');
    const byItself = await post(
      '/v1/clusters',
      registration(east, {
        name: 'again',
        access: accessOf(east.connection, server),
      }),
    );
    expect(byItself.status).toBe(409);
    expect(byItself.body.error.message).toContain(
      'This is the cluster "east", which is registered already under another address',
    );
  });

  it('sees a namespace come and go, and does not remove a cluster that holds one of a tenant', async () => {
    const name = `t-${Math.random().toString(36).slice(2, 10)}--test`;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name };
    await west.admin.apply(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: { 'flytower.dev/tenant': 't' } },
      },
      { fieldManager: 'flytower-test' },
    );
    const namespaces = async () =>
      (await get('/v1/clusters/west')).tenantNamespaces;
    try {
      await eventually(async () => {
        expect(await namespaces()).toContain(name);
      });
      const answer = await request(fleet.server)
        .delete('/api/fleet/v1/clusters/west')
        .set({ ...auth, 'idempotency-key': 'too-early' });
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toContain(
        'holds namespaces of tenants',
      );
    } finally {
      await west.admin.delete(namespace);
    }
    await eventually(async () => {
      expect(await namespaces()).not.toContain(name);
    });
  });

  it('changes a credential without losing sight of the cluster', async () => {
    const { body } = await request(fleet.server)
      .put('/api/fleet/v1/clusters/east/credential')
      .set({ ...auth, 'idempotency-key': 'rotate' })
      .send({
        access: accessOf({
          ...east.connection,
          credential: await east.signCertificate({ cn: 'flytower', days: 20 }),
        }),
      });
    await finished(body.id);
    const detail = await get('/v1/clusters/east');
    expect(detail).toMatchObject({
      data: { state: 'live' },
      nodes: { total: 5 },
      generation: 2,
    });
    expect(
      detail.problems.map(({ sentence }: { sentence: string }) => sentence),
    ).toContainEqual(
      expect.stringMatching(/client certificate expires in (19|20) days/),
    );
    const other = await request(fleet.server)
      .put('/api/fleet/v1/clusters/east/credential')
      .set({ ...auth, 'idempotency-key': 'rotate-to-west' })
      .send({ access: accessOf(west.connection) });
    expect(other.status).toBe(400);
    expect(other.body.error.message).toContain('leads to another cluster');
  });

  it('finds no private key in answers, logs or the bytes of the database', async () => {
    const keys = clusters.map(({ connection }) => {
      const { keyPem } = accessOf(connection);
      // A line from the middle: it stands in no other key and survives any way of writing line ends.
      return keyPem.split('\n')[2];
    });
    const answers = JSON.stringify([
      await get('/v1/clusters'),
      await get('/v1/clusters/east'),
      await get('/v1/clusters/west'),
      await get('/v1/operations'),
      (
        await request(fleet.server)
          .get('/api/fleet/v1/changes')
          .set('authorization', mockCredentials.service.header())
      ).body,
    ]);
    const files = await readdir(fleet.directory, {
      recursive: true,
      withFileTypes: true,
    });
    const bytes = await Promise.all(
      files
        .filter(file => file.isFile())
        .map(file => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(bytes.join('')).toContain('cluster.register');
    for (const secret of keys) {
      expect(secret.length).toBeGreaterThan(30);
      for (const place of [answers, logged.join('\n'), ...bytes]) {
        expect(place.includes(secret)).toBe(false);
      }
    }
  });

  it('keeps every page whole while a cluster hangs, and takes it up again', async () => {
    const listed = async () => {
      const { items } = await get('/v1/clusters');
      return Object.fromEntries(
        items.map((one: { name: string; data: object; health: object }) => [
          one.name,
          one,
        ]),
      );
    };
    fleet.proxy.freeze();
    await eventually(async () => {
      expect(await listed()).toMatchObject({
        west: {
          health: { status: 'unknown' },
          data: { state: 'stale', sentence: expect.stringMatching(/s old/) },
          nodes: { total: 3 },
        },
        east: { data: { state: 'live' } },
      });
    });
    const before = performance.now();
    await get('/v1/clusters');
    await get('/v1/clusters/west');
    await get('/v1/nodes');
    await get('/v1/data-centres');
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(await get('/v1/nodes?cluster=west')).toMatchObject({
      items: [
        { health: { status: 'unknown' } },
        { health: { status: 'unknown' } },
        { health: { status: 'unknown' } },
      ],
    });
    fleet.proxy.thaw();
    await eventually(async () => {
      expect(await listed()).toMatchObject({
        west: { health: { status: 'healthy' }, data: { state: 'live' } },
      });
    }, 60_000);
  });

  it('lets go of a cluster that is lost for good, and only when told so', async () => {
    fleet.proxy.freeze();
    await eventually(async () => {
      expect(await get('/v1/clusters/west')).toMatchObject({
        data: { state: 'stale' },
      });
    });
    const unsure = await request(fleet.server)
      .delete('/api/fleet/v1/clusters/west')
      .set({ ...auth, 'idempotency-key': 'unsure' });
    expect(unsure.status).toBe(409);
    expect(unsure.body.error.message).toContain('cannot be seen');
    const { body } = await request(fleet.server)
      .delete('/api/fleet/v1/clusters/west?lost=yes')
      .set({ ...auth, 'idempotency-key': 'lost' });
    await finished(body.id);
    const { items } = await get('/v1/clusters');
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['east']);
  });
});
