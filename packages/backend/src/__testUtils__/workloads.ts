import { labelsOf, Manifest, SYSTEM_NAMESPACE } from '@flytower/kube';
import { TestCluster } from '@flytower/kube/testUtils';

const as = { fieldManager: 'test' };

/** A tenant in a cluster with its viewer, the service checkout, and what the tab must not show. */
export function workloads({ admin }: TestCluster, tenant: string) {
  const namespace = `${tenant}--prod`;
  const name = `${tenant}-viewer`;
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { namespace: SYSTEM_NAMESPACE, name },
  };
  return {
    async create(serviceId: string) {
      const belonging = { tenant, tenantId: `id-of-${tenant}` };
      const place = labelsOf({ ...belonging, environment: 'prod' });
      await admin.apply(
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: namespace,
            labels: {
              ...place,
              'pod-security.kubernetes.io/enforce': 'baseline',
            },
          },
        },
        as,
      );
      await admin.apply(
        { ...account, metadata: { ...account.metadata, labels: place } },
        as,
      );
      await admin.apply(viewerBinding(namespace, name), as);
      const labels = labelsOf({
        ...belonging,
        service: 'checkout',
        serviceId,
        stage: 'stable',
      });
      for (const manifest of [
        ...objects(namespace, labels),
        // Another service of the same tenant.
        pod(namespace, 'billing-1', labelsOf({ ...belonging, serviceId: 'b' })),
      ]) {
        await admin.apply(manifest, as);
      }
    },
    async remove() {
      await admin.delete({
        apiVersion: 'v1',
        kind: 'Namespace',
        name: namespace,
      });
      await admin.delete({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        namespace: SYSTEM_NAMESPACE,
        name,
      });
    },
  };
}

function viewerBinding(namespace: string, name: string): Manifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { namespace, name: 'flytower-viewer' },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'flytower-viewer',
    },
    subjects: [{ kind: 'ServiceAccount', namespace: SYSTEM_NAMESPACE, name }],
  };
}

const spec = { containers: [{ name: 'app', image: 'registry.invalid/app:1' }] };

function pod(
  namespace: string,
  name: string,
  labels: Record<string, string>,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels },
    spec: { ...spec, nodeSelector: { nowhere: 'yes' } },
  };
}

/** No replicas, so that the only pod is the one that the test made. */
function objects(
  namespace: string,
  labels: Record<string, string>,
): Manifest[] {
  const workload = {
    replicas: 0,
    selector: { matchLabels: { never: 'any' } },
    template: { metadata: { labels: { never: 'any' } }, spec },
  };
  return [
    pod(namespace, 'checkout-1', labels),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace, name: 'checkout', labels },
      spec: { ...workload, paused: true },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { namespace, name: 'checkout-1', labels },
      spec: workload,
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name: 'checkout', labels },
      spec: { selector: { never: 'any' }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name: 'checkout', labels },
      stringData: { password: 'hunter2' },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: 'checkout', labels },
      data: { password: 'hunter2' },
    },
  ];
}
