import { clusterRoleOf } from '../bundle';
import { labelsOf, SYSTEM_NAMESPACE } from '../naming';
import { TestCluster } from './testClusters';

const ACCOUNTS = ['developer', 'deployer'] as const;

/**
 * Makes of a tenant in a cluster what tenancy makes, as far as releases and bindings need it: the namespace of its
 * environment prod, and the accounts of its developers and its deployer.
 *
 * @public
 */
export async function onboardTenant(
  { admin }: TestCluster,
  tenant: string,
): Promise<void> {
  const namespace = `${tenant}--prod`;
  const labels = labelsOf({
    tenant,
    tenantId: `id-of-${tenant}`,
    environment: 'prod',
  });
  const as = { fieldManager: 'test' };
  await admin.apply(
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: {
          ...labels,
          'pod-security.kubernetes.io/enforce': 'baseline',
        },
      },
    },
    as,
  );
  for (const account of ACCOUNTS) {
    const name = `${tenant}-${account}`;
    await admin.apply(
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { namespace: SYSTEM_NAMESPACE, name, labels },
      },
      as,
    );
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace, name: clusterRoleOf(account), labels },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: clusterRoleOf(account),
      },
      subjects: [{ kind: 'ServiceAccount', namespace: SYSTEM_NAMESPACE, name }],
    };
    await admin.apply(binding, as);
  }
}

/**
 * Takes a tenant out of a cluster again.
 *
 * @public
 */
export async function offboardTenant(
  { admin }: TestCluster,
  tenant: string,
): Promise<void> {
  await admin.delete({
    apiVersion: 'v1',
    kind: 'Namespace',
    name: `${tenant}--prod`,
  });
  for (const account of ACCOUNTS) {
    await admin.delete({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      namespace: SYSTEM_NAMESPACE,
      name: `${tenant}-${account}`,
    });
  }
}
