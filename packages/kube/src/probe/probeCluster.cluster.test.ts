import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { AddressInfo, createServer as createTcpServer, Server } from 'node:net';
import { Secret } from '@flytower/sealing';
import {
  ClusterConnection,
  ClusterCredential,
  EgressGuard,
} from '../connection';
import { describeClusters, TestCluster } from '../testUtils';
import { probeCluster } from './probeCluster';
import { ProbeResult } from './ProbeResult';

const NOW = new Date();

describeClusters('The probe of a cluster', ([east, west]) => {
  const probe = (
    connection: Partial<ClusterConnection>,
    cluster: TestCluster = east,
    timeoutMs = 3_000,
  ) =>
    probeCluster({
      connection: { ...cluster.connection, ...connection },
      guard: cluster.guard,
      clock: { now: () => NOW },
      timeoutMs,
    });

  async function withServer<T>(
    server: Server,
    work: (port: number) => Promise<T>,
  ): Promise<T> {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      return await work((server.address() as AddressInfo).port);
    } finally {
      server.close();
    }
  }

  const certificateOf = (credential: ClusterCredential) => {
    if (credential.kind !== 'certificate') {
      throw new Error('These tests sign in with certificates');
    }
    return credential;
  };

  const stateOf = (result: ProbeResult, id: string) =>
    result.ok
      ? result.readiness.find(item => item.id === id)?.state
      : result.problem;

  const problem = (code: string, words: RegExp) => ({
    ok: false,
    problem: { code, sentence: expect.stringMatching(words) },
  });

  it('says what a cluster with the bundle is and has', async () => {
    const result = await probe({});
    expect(result).toMatchObject({
      ok: true,
      version: expect.stringMatching(/^v1\.\d+\.\d+/),
      identity: { user: 'flytower', groups: ['system:authenticated'] },
      nodeCount: 5,
      capacity: {
        cpuMillicores: 40_000,
        memoryBytes: 5 * 32 * 2 ** 30,
        pods: 550,
      },
      clusterUid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      mode: 'managed',
    });
    expect(
      Object.fromEntries(
        result.ok ? result.readiness.map(({ id, state }) => [id, state]) : [],
      ),
    ).toEqual({
      identity: 'ready',
      version: 'ready',
      clock: 'ready',
      certificate: 'ready',
      nodes: 'warning',
      'right-to-create-namespaces': 'ready',
      'right-to-limit-namespaces': 'ready',
      'right-to-bind-roles': 'ready',
      'right-to-act-for-tenants': 'ready',
      'no-more-rights-than-needed': 'ready',
      bundle: 'ready',
      'admission-policies': 'ready',
      'policies-in-force': 'ready',
      'pod-security': 'ready',
      dns: 'missing',
      storage: 'missing',
      ingress: 'missing',
      metrics: 'missing',
      'network-policies': 'unknown',
    });
  });

  it('tells two clusters apart, and knows one under another address', async () => {
    const [first, again, other] = await Promise.all([
      probe({}),
      probe({ server: east.server.replace('127.0.0.1', 'localhost') }),
      probe({}, west),
    ]);
    const uid = (result: ProbeResult) => result.ok && result.clusterUid;
    expect(uid(again)).toEqual(uid(first));
    expect(uid(other)).not.toEqual(uid(first));
  });

  it('refuses what is no https address', async () => {
    await expect(
      probe({ server: east.server.replace('https', 'http') }),
    ).resolves.toMatchObject(problem('not-https', /over https:\/\/ only$/));
    await expect(probe({ server: 'east' })).resolves.toMatchObject(
      problem('bad-address', /is not an address; write it like/),
    );
  });

  it('says that nothing listens, that nothing answers, and that it is no API server', async () => {
    const freePort = await withServer(createTcpServer(), async port => port);
    await expect(
      probe({ server: `https://127.0.0.1:${freePort}` }),
    ).resolves.toMatchObject(
      problem('unreachable', /nothing listens at its address; check/),
    );

    await withServer(createTcpServer(), async port => {
      await expect(
        probe({ server: `https://127.0.0.1:${port}` }, east, 300),
      ).resolves.toMatchObject(problem('timeout', /did not answer in time/));
    });

    await withServer(createHttpServer(), async port => {
      await expect(
        probe({ server: `https://127.0.0.1:${port}` }),
      ).resolves.toMatchObject(problem('not-tls', /does not speak TLS/));
    });
  });

  it('follows no redirect', async () => {
    const { certPem, keyPem } = await east.signCertificate({
      cn: 'server',
      ip: '127.0.0.1',
    });
    const server = createHttpsServer(
      { cert: certPem, key: keyPem.reveal() },
      (_, response) => {
        response.writeHead(302, { location: `${east.server}/version` }).end();
      },
    );
    await withServer(server, async port => {
      await expect(
        probe({ server: `https://127.0.0.1:${port}` }),
      ).resolves.toMatchObject(
        problem('not-kubernetes', /status 302; Flytower follows no redirects/),
      );
    });
  });

  it('does not leave the allowed addresses', async () => {
    const guard = EgressGuard.fromCidrs(['10.0.0.0/8']);
    for (const server of [
      east.server,
      east.server.replace('127.0.0.1', 'localhost'),
      east.server.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    ]) {
      await expect(
        probeCluster({
          connection: { ...east.connection, server },
          guard,
          clock: { now: () => NOW },
        }),
      ).resolves.toMatchObject(
        problem('egress-refused', /may not connect to .*egress\.allow/),
      );
    }
  });

  it('verifies the server: another authority, another name, no authority', async () => {
    await expect(probe({ caPem: west.caPem })).resolves.toMatchObject(
      problem('wrong-ca', /authority did not sign/),
    );
    await expect(
      probe({ tlsServerName: 'elsewhere.example.com' }),
    ).resolves.toMatchObject(problem('wrong-name', /another name or address/));
    await expect(probe({ caPem: 'nonsense' })).resolves.toMatchObject(
      problem('bad-ca', /PEM form/),
    );
  });

  it('refuses an expired certificate, saying since when', async () => {
    const credential = await east.signCertificate({ cn: 'flytower', days: -1 });
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await expect(probe({ credential })).resolves.toMatchObject(
      problem(
        'certificate-expired',
        new RegExp(
          `"flytower" expired on ${yesterday.toISOString().slice(0, 10)}`,
        ),
      ),
    );
  });

  it('refuses a certificate of another cluster, and a token nobody issued', async () => {
    await expect(
      probe({ credential: await west.signCertificate({ cn: 'flytower' }) }),
    ).resolves.toMatchObject(
      problem('credential-refused', /does not know the given certificate/),
    );
    await expect(
      probe({ credential: { kind: 'token', token: Secret.of('made-up') } }),
    ).resolves.toMatchObject(
      problem('credential-refused', /does not know the given certificate/),
    );
  });

  it('refuses a certificate without rights, naming what it may not do', async () => {
    await expect(
      probe({ credential: await east.signCertificate({ cn: 'nobody' }) }),
    ).resolves.toMatchObject(
      problem('no-rights', /"nobody" may not list nodes, .*apply the bundle/),
    );
  });

  it('refuses a certificate of system:masters before using it', async () => {
    await expect(
      probe({
        credential: await east.signCertificate({
          cn: 'root',
          o: 'system:masters',
        }),
      }),
    ).resolves.toMatchObject(
      problem('system-masters', /"root" is in the group system:masters/),
    );
  });

  it('refuses a key that belongs to another certificate, and what is no PEM', async () => {
    const own = certificateOf(east.connection.credential);
    const other = await east.signCertificate({ cn: 'flytower' });
    await expect(
      probe({ credential: { ...own, keyPem: other.keyPem } }),
    ).resolves.toMatchObject(problem('key-mismatch', /does not belong/));
    await expect(
      probe({ credential: { ...own, certPem: 'nonsense' } }),
    ).resolves.toMatchObject(problem('bad-certificate', /PEM form/));
    await expect(
      probe({ credential: { ...own, keyPem: Secret.of('nonsense') } }),
    ).resolves.toMatchObject(problem('bad-certificate', /private key/));
  });

  it('works without the rights of the bundle, and says what is missing', async () => {
    const name = `reader-${Date.now()}`;
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      name,
    };
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      name,
    };
    const manifest = {
      apiVersion: role.apiVersion,
      kind: role.kind,
      metadata: { name },
      rules: [
        {
          apiGroups: ['', 'apps'],
          resources: ['nodes', 'namespaces', 'pods', 'deployments', 'secrets'],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    };
    await east.admin.apply(manifest, { fieldManager: 'test' });
    await east.admin.apply(
      {
        apiVersion: binding.apiVersion,
        kind: binding.kind,
        metadata: { name },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name,
        },
        subjects: [
          { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name },
        ],
      },
      { fieldManager: 'test' },
    );
    try {
      const result = await probe({
        credential: await east.signCertificate({ cn: name }),
      });
      expect(result).toMatchObject({ ok: true, mode: 'given-namespaces' });
      expect(stateOf(result, 'right-to-create-namespaces')).toBe('missing');
      expect(stateOf(result, 'right-to-act-for-tenants')).toBe('missing');
      expect(stateOf(result, 'no-more-rights-than-needed')).toBe('warning');
      expect(stateOf(result, 'admission-policies')).toBe('unknown');
    } finally {
      await east.admin.delete(binding);
      await east.admin.delete(role);
    }
  });
});
