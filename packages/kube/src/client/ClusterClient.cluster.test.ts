import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { CuttableProxy, describeClusters } from '../testUtils';
import { ClusterClient, Manifest } from './ClusterClient';
import { ObjectRef } from './objectPath';

/** How calls behave against a real API server; its administrator makes them, since rights are the bundle's matter. */
describeClusters('A client of a cluster', ([{ admin, ...cluster }]) => {
  const name = `t-${randomBytes(4).toString('hex')}`;
  const namespace: ObjectRef = { apiVersion: 'v1', kind: 'Namespace', name };
  const ref: ObjectRef = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: name,
    name: 'settings',
  };
  const settings = (data: Record<string, string>): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: ref.name, namespace: name },
    data,
  });

  beforeAll(async () => {
    await admin.create(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      { fieldManager: 'test' },
    );
  });
  afterAll(() => admin.delete(namespace));

  it('applies, reads and deletes; what is not there is no error', async () => {
    await expect(admin.get(ref)).resolves.toBeUndefined();
    await admin.apply(settings({ a: '1' }), { fieldManager: 'first' });
    await expect(admin.get(ref)).resolves.toMatchObject({ data: { a: '1' } });
    await admin.delete(ref);
    await admin.delete(ref);
    await expect(admin.get(ref)).resolves.toBeUndefined();
  });

  it('changes nothing in a dry run, but answers as if', async () => {
    await expect(
      admin.apply(settings({ a: '1' }), {
        fieldManager: 'first',
        dryRun: true,
      }),
    ).resolves.toMatchObject({ metadata: { uid: expect.any(String) } });
    await expect(admin.get(ref)).resolves.toBeUndefined();
  });

  it('leaves the fields of others alone, unless it is told to take them', async () => {
    await admin.apply(settings({ a: '1' }), { fieldManager: 'first' });
    await expect(
      admin.apply(settings({ a: '2' }), { fieldManager: 'second' }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      sentence: expect.stringMatching(
        /somebody else holds it: .*"first".*\.data\.a/s,
      ),
    });
    await admin.apply(settings({ b: '3' }), { fieldManager: 'second' });
    await admin.apply(settings({ a: '2' }), {
      fieldManager: 'third',
      force: true,
    });
    await expect(admin.get(ref)).resolves.toMatchObject({
      data: { a: '2', b: '3' },
    });
  });

  it('deletes only the object it means', async () => {
    const made = await admin.apply(settings({}), { fieldManager: 'second' });
    await expect(
      admin.delete(ref, { uid: '00000000-0000-0000-0000-000000000000' }),
    ).rejects.toMatchObject({ kind: 'conflict' });
    await admin.delete(ref, { uid: made.metadata?.uid });
    await expect(admin.get(ref)).resolves.toBeUndefined();
  });

  it('takes a field that the server does not know for a mistake', async () => {
    const wrong = { ...settings({}), dta: {} };
    await expect(
      admin.apply(wrong, { fieldManager: 'first' }),
    ).rejects.toMatchObject({
      kind: 'invalid',
      sentence: expect.stringMatching(/dta/),
    });
  });

  it('lists everything, however many pages that is', async () => {
    // One more than a page.
    for (let made = 0; made < 501; made += 30) {
      const some = Array.from(
        { length: Math.min(30, 501 - made) },
        (_, index) => `many-${made + index}`,
      );
      await Promise.all(
        some.map(one =>
          admin.create(
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              metadata: { name: one, namespace: name },
            },
            { fieldManager: 'test' },
          ),
        ),
      );
    }
    const { items } = await admin.list({ ...ref, namespace: name });
    expect(
      items.filter(({ metadata }) => metadata?.name?.startsWith('many-')),
    ).toHaveLength(501);
  }, 60_000);

  it('waits for no answer longer than it may', async () => {
    const silent = createServer();
    await new Promise<void>(resolve => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const client = ClusterClient.create({
      ...cluster,
      connection: {
        ...cluster.connection,
        server: `https://127.0.0.1:${port}`,
      },
      timeoutMs: 100,
    });
    try {
      await expect(client.get(ref)).rejects.toMatchObject({
        kind: 'timeout',
        sentence: `Cluster "${cluster.name}" did not answer within 0.1 s`,
      });
    } finally {
      client.close();
      silent.close();
    }
  });

  it('is not troubled by kept connections that the server has closed', async () => {
    const proxy = await CuttableProxy.open(cluster.server);
    const client = ClusterClient.create({
      ...cluster,
      connection: { ...cluster.connection, server: proxy.server },
    });
    try {
      for (let round = 0; round < 5; round += 1) {
        await Promise.all([1, 2, 3].map(() => client.raw('/readyz')));
        proxy.cut();
        proxy.restore();
        await expect(client.raw('/readyz')).resolves.toMatchObject({
          status: 200,
        });
      }
    } finally {
      client.close();
      proxy.close();
    }
  });
});
