import { randomBytes } from 'node:crypto';
import { ClusterClient, Manifest } from '../../client/ClusterClient';
import { ObjectRef } from '../../client/objectPath';
import { labelsOf, SYSTEM_NAMESPACE } from '../../naming';
import { eventually, TestCluster } from '../../testUtils';
import { BundleRole, clusterRoleOf } from '../bundle';

export const BY = { fieldManager: 'test' };
export const DRY = { ...BY, dryRun: true };

const ACCOUNTS = ['owner', 'developer', 'viewer', 'deployer'] as const;

/**
 * A tenant of its own in a real cluster, made by Flytower as the bundle lets it, with everybody who may come near: its
 * people, its deployer, a cluster administrator who is not system:masters, the cluster's own controllers, a kubelet.
 */
export class BundleScene {
  readonly suffix = randomBytes(4).toString('hex');
  readonly tenant = `t-${this.suffix}`;
  readonly tenantId = `id-${this.suffix}`;
  readonly namespace = `${this.tenant}--prod`;
  /** Somebody else's. */
  readonly foreignNamespace = `foreign-${this.suffix}`;
  readonly admin: ClusterClient;
  readonly #cluster: TestCluster;
  readonly #clients: ClusterClient[] = [];
  readonly #leftovers: ObjectRef[] = [];

  private constructor(cluster: TestCluster) {
    this.#cluster = cluster;
    this.admin = cluster.admin;
  }

  static async open(cluster: TestCluster): Promise<BundleScene> {
    const scene = new BundleScene(cluster);
    const { admin, namespace, foreignNamespace } = scene;
    const labels = labelsOf({
      tenant: scene.tenant,
      tenantId: scene.tenantId,
      environment: 'prod',
    });
    const platform = scene.platform();
    // A policy counts a moment after it was applied.
    await eventually('the policies are in force', () =>
      platform
        .create(namespaceOf(`no-${scene.suffix}`, {}), DRY)
        .then(() => false)
        .catch(() => true),
    );
    await admin.apply(namespaceOf(foreignNamespace, {}), BY);
    await platform.create(
      namespaceOf(namespace, {
        ...labels,
        'pod-security.kubernetes.io/enforce': 'baseline',
      }),
      BY,
    );
    for (const account of ACCOUNTS) {
      await platform.apply(
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: {
            namespace: SYSTEM_NAMESPACE,
            name: `${scene.tenant}-${account}`,
            labels,
          },
        },
        BY,
      );
      await platform.apply(scene.roleBinding(account, [account]), BY);
    }
    return scene;
  }

  async close(): Promise<void> {
    const { admin, namespace, foreignNamespace, tenant } = this;
    for (const name of [namespace, foreignNamespace]) {
      await admin.delete({ apiVersion: 'v1', kind: 'Namespace', name });
    }
    for (const account of ACCOUNTS) {
      await admin.delete({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        namespace: SYSTEM_NAMESPACE,
        name: `${tenant}-${account}`,
      });
    }
    for (const ref of this.#leftovers) {
      await admin.delete(ref);
    }
    this.#clients.forEach(client => client.close());
  }

  /** Flytower itself. */
  platform(): ClusterClient {
    return this.#keep(ClusterClient.create(this.#cluster));
  }

  /** An account of the tenant, as which Flytower acts. */
  as(account: string, tenant = this.tenant): ClusterClient {
    return this.platform().as({
      serviceAccount: {
        namespace: SYSTEM_NAMESPACE,
        name: `${tenant}-${account}`,
      },
      user: 'user:default/dan',
    });
  }

  /** One of the cluster's own controllers, with the rights that Kubernetes gives it. */
  controller(name: string): ClusterClient {
    return this.admin.as({
      serviceAccount: { namespace: 'kube-system', name },
    });
  }

  /** Whoever signs in with this certificate. */
  async user(cn: string, o?: string): Promise<ClusterClient> {
    const credential = await this.#cluster.signCertificate({
      cn,
      ...(o === undefined ? {} : { o }),
    });
    const { connection } = this.#cluster;
    return this.#keep(
      ClusterClient.create({
        ...this.#cluster,
        connection: { ...connection, credential },
      }),
    );
  }

  /** A person with all rights in the cluster who is not system:masters, as administrators of managed clusters are. */
  async clusterAdmin(): Promise<ClusterClient> {
    const name = `root-${this.suffix}`;
    const ref = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
    };
    await this.admin.apply(
      {
        ...ref,
        metadata: { name },
        roleRef: roleRef('cluster-admin'),
        subjects: [
          { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name },
        ],
      },
      BY,
    );
    this.#leftovers.push({ ...ref, name });
    return this.user(name);
  }

  /** What every object of a service carries; of an instance of a public service where `of` says so. */
  labels(name: string, of: 'service' | 'instance' = 'service') {
    return {
      ...labelsOf({
        tenant: this.tenant,
        tenantId: this.tenantId,
        environment: 'prod',
      }),
      [`flytower.dev/${of}-id`]: `id-of-${name}`,
    };
  }

  roleBinding(
    role: BundleRole,
    accounts: string[],
    namespace = this.namespace,
  ): Manifest {
    return {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace, name: clusterRoleOf(role) },
      roleRef: roleRef(clusterRoleOf(role)),
      subjects: accounts.map(account => ({
        kind: 'ServiceAccount',
        namespace: SYSTEM_NAMESPACE,
        name: `${this.tenant}-${account}`,
      })),
    };
  }

  /** The name of the first running pod of a workload; waits for it. */
  async podOf(labels: Record<string, string>): Promise<string> {
    const labelSelector = Object.entries(labels)
      .map(pair => pair.join('='))
      .join();
    return eventually(`a pod of ${labelSelector}`, async () => {
      const { items } = await this.admin.list<{
        metadata?: { name?: string; deletionTimestamp?: Date };
        status?: { phase?: string };
      }>(
        { apiVersion: 'v1', kind: 'Pod', namespace: this.namespace },
        { labelSelector },
      );
      return items.find(
        ({ metadata, status }) =>
          status?.phase === 'Running' && !metadata?.deletionTimestamp,
      )?.metadata?.name;
    });
  }

  #keep(client: ClusterClient): ClusterClient {
    this.#clients.push(client);
    return client;
  }
}

function namespaceOf(name: string, labels: Record<string, string>): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function roleRef(name: string) {
  return { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
}
