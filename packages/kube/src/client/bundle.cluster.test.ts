/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect", "expectForbidden"] }] */
import { randomBytes } from 'node:crypto';
import { labelsOf, namespaceOf, SYSTEM_NAMESPACE } from '../naming';
import { describeClusters, eventually } from '../testUtils';
import { ClusterClient, Manifest } from './ClusterClient';
import { ListRef, ObjectRef } from './objectPath';

const BY = { fieldManager: 'flytower-tenancy' };
const RELEASE = { fieldManager: 'flytower-release' };

/**
 * What the bundle allows Flytower, and what it keeps from it: asked of a real API server, as Flytower, never as its
 * administrator.
 */
describeClusters('The bundle', ([cluster]) => {
  const { admin } = cluster;
  const suffix = randomBytes(4).toString('hex');
  const tenant = `t-${suffix}`;
  const tenantId = `id-${suffix}`;
  const namespace = namespaceOf(tenant, 'prod');
  const foreign = `foreign-${suffix}`;
  const belonging = { tenant, tenantId, environment: 'prod' };
  let platform: ClusterClient;
  let deployer: ClusterClient;

  const as = (role: string, whose = tenant) =>
    platform.as({
      serviceAccount: { namespace: SYSTEM_NAMESPACE, name: `${whose}-${role}` },
      user: 'user:default/dan',
    });

  beforeAll(async () => {
    platform = ClusterClient.create(cluster);
    deployer = as('deployer');
    await admin.apply(namespaceManifest(foreign, {}), BY);
    await admin.apply(deployment('theirs', foreign, {}), BY);
    // A policy counts a moment after it was applied.
    await eventually('the policies are in force', () =>
      refused(platform.create(namespaceManifest(`no-${suffix}`, {}), dry(BY))),
    );
    await platform.create(tenantNamespace(), BY);
    for (const role of ['owner', 'developer', 'viewer', 'deployer']) {
      await platform.apply(account(role), BY);
      await platform.apply(roleBinding(role), BY);
    }
  }, 60_000);

  afterAll(async () => {
    for (const role of ['owner', 'developer', 'viewer', 'deployer']) {
      await admin.delete({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        namespace: SYSTEM_NAMESPACE,
        name: `${tenant}-${role}`,
      });
    }
    for (const name of [namespace, foreign]) {
      await admin.delete({ apiVersion: 'v1', kind: 'Namespace', name });
    }
    platform.close();
  });

  describe('lets the platform', () => {
    it('make an environment: limits, network policies, pod security', async () => {
      await platform.apply(
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'quota', namespace, labels: labelsOf(belonging) },
          spec: { hard: { pods: '10', 'requests.cpu': '4' } },
        },
        BY,
      );
      await platform.apply(
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'inside', namespace, labels: labelsOf(belonging) },
          spec: { podSelector: {}, policyTypes: ['Ingress'] },
        },
        BY,
      );
      await expect(
        platform.get(ref('v1', 'ResourceQuota', 'quota')),
      ).resolves.toMatchObject({ metadata: { name: 'quota' } });
    });

    it('remove an environment of its own', async () => {
      const name = namespaceOf(tenant, 'dev');
      await platform.create(tenantNamespace(name), BY);
      const made: ObjectRef = { apiVersion: 'v1', kind: 'Namespace', name };
      await platform.delete(made);
      const left = await platform.get(made);
      expect(
        left === undefined || left.metadata?.deletionTimestamp,
      ).toBeTruthy();
    });
  });

  describe('keeps the platform', () => {
    it('from making a namespace without its labels, or without pod security', async () => {
      await expectForbidden(
        platform.create(namespaceManifest(`no-${suffix}`, {}), dry(BY)),
        /managed-by=flytower/,
      );
      await expectForbidden(
        platform.create(
          namespaceManifest(`no-${suffix}`, labelsOf(belonging)),
          dry(BY),
        ),
        /pod-security level/,
      );
    });

    it('from taking over a foreign namespace, or deleting it', async () => {
      const taken = tenantNamespace(foreign);
      await expectForbidden(
        platform.apply(taken, { ...dry(BY), force: true }),
        /not Flytower's/,
      );
      await expectForbidden(
        platform.delete(
          { apiVersion: 'v1', kind: 'Namespace', name: foreign },
          { dryRun: true },
        ),
        /not Flytower's/,
      );
      await expectForbidden(
        platform.delete(
          { apiVersion: 'v1', kind: 'Namespace', name: SYSTEM_NAMESPACE },
          { dryRun: true },
        ),
        /not Flytower's/,
      );
    });

    it('from handing a namespace to another tenant', async () => {
      await expectForbidden(
        platform.apply(
          tenantNamespace(namespace, { 'flytower.dev/tenant-id': 'other' }),
          { ...dry(BY), force: true },
        ),
        /never change them/,
      );
    });

    it('from writing quotas and role bindings in foreign namespaces', async () => {
      await expectForbidden(
        platform.apply(
          {
            apiVersion: 'v1',
            kind: 'ResourceQuota',
            metadata: { name: 'quota', namespace: foreign },
            spec: { hard: { pods: '0' } },
          },
          dry(BY),
        ),
        /not Flytower's/,
      );
      await expectForbidden(
        platform.apply(roleBinding('deployer', 'kube-system'), dry(BY)),
        /not Flytower's/,
      );
    });

    it('from binding other roles, or one role to the account of another or of another tenant', async () => {
      await expectForbidden(
        platform.apply(
          {
            ...roleBinding('owner'),
            metadata: { name: 'admin', namespace },
            roleRef: clusterRole('cluster-admin'),
          },
          dry(BY),
        ),
      );
      for (const name of [
        `${tenant}-viewer`,
        'other-deployer',
        `${tenant}-x-deployer`,
      ]) {
        await expectForbidden(
          platform.apply(
            {
              ...roleBinding('deployer'),
              metadata: { name: 'wrong', namespace },
              subjects: [
                { kind: 'ServiceAccount', namespace: SYSTEM_NAMESPACE, name },
              ],
            },
            dry(BY),
          ),
          /account of that role of its own tenant/,
        );
      }
    });

    it('from Secrets, cluster-wide rights, and being anybody else', async () => {
      const secrets: ListRef = { apiVersion: 'v1', kind: 'Secret' };
      await expectForbidden(platform.list(secrets));
      await expectForbidden(platform.list({ ...secrets, namespace }));
      await expectForbidden(
        platform.apply(
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRoleBinding',
            metadata: { name: `mine-${suffix}` },
            roleRef: clusterRole('cluster-admin'),
            subjects: [
              {
                kind: 'User',
                apiGroup: 'rbac.authorization.k8s.io',
                name: 'flytower',
              },
            ],
          },
          dry(BY),
        ),
      );
      const elsewhere = platform.as({
        serviceAccount: { namespace: 'kube-system', name: 'default' },
      });
      await expectForbidden(elsewhere.list({ apiVersion: 'v1', kind: 'Pod' }));
      await expect(
        platform.raw('/api/v1/namespaces', {
          headers: {
            'Impersonate-User': 'flytower',
            'Impersonate-Group': 'system:masters',
          },
        }),
      ).rejects.toMatchObject({ kind: 'forbidden' });
    });
  });

  describe('lets the deployer of a tenant', () => {
    it('not touch what somebody else made there', async () => {
      await admin.apply(deployment('by-hand', namespace, {}), BY);
      await expectForbidden(
        deployer.delete(ref('apps/v1', 'Deployment', 'by-hand'), {
          dryRun: true,
        }),
        /not Flytower's/,
      );
    });

    it('write Secrets whose names it knows, and read none', async () => {
      const secret: Manifest = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'binding-v1',
          namespace,
          labels: labelsOf(belonging),
        },
        immutable: true,
        stringData: { password: 'canary' },
      };
      await deployer.apply(secret, { fieldManager: 'flytower-binding' });
      await expectForbidden(deployer.get(ref('v1', 'Secret', 'binding-v1')));
      await expectForbidden(
        deployer.list({ apiVersion: 'v1', kind: 'Secret', namespace }),
      );
      await deployer.delete(ref('v1', 'Secret', 'binding-v1'));
    });

    it('do nothing in the namespace of another tenant', async () => {
      await expectForbidden(
        as('deployer', 'other').apply(deployment('intruder'), dry(RELEASE)),
      );
      await expectForbidden(
        deployer.list({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: foreign,
        }),
      );
    });
  });

  describe('lets people', () => {
    it('read as their role, in their tenant’s namespace only', async () => {
      for (const role of ['owner', 'developer', 'viewer']) {
        const pods: ListRef = { apiVersion: 'v1', kind: 'Pod', namespace };
        await expect(as(role).list(pods)).resolves.toBeDefined();
        await expectForbidden(as(role).list({ ...pods, namespace: foreign }));
        await expectForbidden(as(role).list({ ...pods, kind: 'Secret' }));
        await expectForbidden(
          as(role).apply(deployment('checkout'), dry(RELEASE)),
        );
      }
    });

    it('and puts the person into the extra that the cluster’s audit log shows', async () => {
      await expect(
        as('viewer').review({
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'SelfSubjectReview',
        }),
      ).resolves.toMatchObject({
        status: {
          userInfo: {
            username: `system:serviceaccount:${SYSTEM_NAMESPACE}:${tenant}-viewer`,
            extra: { 'flytower.dev/user': ['user:default/dan'] },
          },
        },
      });
    });
  });

  it('keeps everybody else from changing what Flytower released', async () => {
    await deployer.apply(deployment('checkout'), RELEASE);
    const name = `editor-${suffix}`;
    const binding: ObjectRef = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      name,
    };
    await admin.apply(
      {
        apiVersion: binding.apiVersion,
        kind: binding.kind,
        metadata: { name },
        roleRef: clusterRole('cluster-admin'),
        subjects: [
          { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name },
        ],
      },
      BY,
    );
    const editor = ClusterClient.create({
      ...cluster,
      connection: {
        ...cluster.connection,
        credential: await cluster.signCertificate({ cn: name }),
      },
    });
    try {
      await expectForbidden(
        editor.delete(ref('apps/v1', 'Deployment', 'checkout'), {
          dryRun: true,
        }),
        /Flytower made this/,
      );
      await editor.apply(deployment('own', namespace, {}), dry(RELEASE));
      await editor.apply(deployment('own', foreign, {}), dry(RELEASE));
    } finally {
      editor.close();
      await admin.delete(binding);
    }
  });

  function namespaceManifest(
    name: string,
    labels: Record<string, string>,
  ): Manifest {
    return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  }

  function tenantNamespace(
    name = namespace,
    labels: Record<string, string> = {},
  ): Manifest {
    return namespaceManifest(name, {
      ...labelsOf(belonging),
      'pod-security.kubernetes.io/enforce': 'restricted',
      ...labels,
    });
  }

  function account(role: string): Manifest {
    return {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: `${tenant}-${role}`,
        namespace: SYSTEM_NAMESPACE,
        labels: labelsOf(belonging),
      },
      automountServiceAccountToken: false,
    };
  }

  function clusterRole(name: string) {
    return { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
  }

  function roleBinding(role: string, where = namespace): Manifest {
    return {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: {
        name: `flytower-${role}`,
        namespace: where,
        labels: labelsOf(belonging),
      },
      roleRef: clusterRole(`flytower-${role}`),
      subjects: [
        {
          kind: 'ServiceAccount',
          namespace: SYSTEM_NAMESPACE,
          name: `${tenant}-${role}`,
        },
      ],
    };
  }

  function deployment(
    name: string,
    where = namespace,
    labels: Record<string, string> = labelsOf({
      ...belonging,
      service: name,
      serviceId: `id-of-${name}`,
    }),
  ): Manifest {
    const key = 'flytower.dev/service-id';
    const serviceId = labels[key];
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: where, labels },
      spec: {
        replicas: 0,
        selector: {
          matchLabels:
            serviceId === undefined ? { app: name } : { [key]: serviceId },
        },
        template: {
          metadata: { labels: { ...labels, app: name } },
          spec: { containers: [{ name: 'main', image: 'example.com/app:1' }] },
        },
      },
    };
  }

  function ref(apiVersion: string, kind: string, name: string): ObjectRef {
    return { apiVersion, kind, namespace, name };
  }
});

function dry<Options extends object>(options: Options) {
  return { ...options, dryRun: true };
}

async function refused(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    () => true,
  );
}

/** RBAC answers 403, a policy 422; to Flytower both are a refusal. */
async function expectForbidden(
  call: Promise<unknown>,
  words = /./,
): Promise<void> {
  await expect(call).rejects.toMatchObject({
    kind: expect.stringMatching(/^(forbidden|invalid)$/),
    sentence: expect.stringMatching(words),
  });
}
