import { Manifest } from '../../client/ClusterClient';
import { BundleScene } from './BundleScene';

/** An object of the tenant's with nothing special about it, for a test to change. */
export interface Sample {
  apiVersion: string;
  kind: string;
  spec?: object;
  stringData?: Record<string, string>;
}

const containers = [{ name: 'main', image: 'example.com/app:1' }];

/** The pods' template of a workload that is of a service or an instance. */
export function template(labels: Record<string, string>, spec: object = {}) {
  return {
    metadata: {
      labels: {
        ...labels,
        'flytower.dev/stage': 'stable',
        'flytower.dev/traffic': 'on',
      },
    },
    spec: { containers, ...spec },
  };
}

/** Every kind that the deployer writes, each as it writes it for one service. */
export function samples(labels: Record<string, string>): Sample[] {
  const own = Object.fromEntries(
    Object.entries(labels).filter(([key]) =>
      /(service|instance)-id$/.test(key),
    ),
  );
  const selector = {
    matchLabels: { ...own, 'flytower.dev/stage': 'stable' },
  };
  const job = template(labels, { restartPolicy: 'Never' });
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { replicas: 0, selector, template: template(labels) },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      spec: {
        replicas: 0,
        serviceName: 'any',
        selector,
        template: template(labels),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      spec: {
        selector,
        template: template(labels, { nodeSelector: { of: 'nowhere' } }),
      },
    },
    { apiVersion: 'batch/v1', kind: 'Job', spec: { template: job } },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: { spec: { template: job } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      spec: { selector: own, ports: [{ port: 80 }] },
    },
    { apiVersion: 'v1', kind: 'ConfigMap' },
    { apiVersion: 'v1', kind: 'Secret', stringData: { password: 'canary' } },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
      },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      spec: {
        maxReplicas: 3,
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'any',
        },
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      spec: { maxUnavailable: 1, selector },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      spec: {
        parentRefs: [{ name: 'shared', namespace: 'gateways' }],
        rules: [{ backendRefs: [{ name: 'any', port: 80 }] }],
      },
    },
  ];
}

/** One of the samples, named and labelled, with fields of its spec replaced. */
export function sample(
  scene: BundleScene,
  kind: string,
  options: {
    name?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    namespace?: string;
    spec?: object;
  } = {},
): Manifest {
  const { name = `a-${kind.toLowerCase()}` } = options;
  const labels = options.labels ?? scene.labels(name);
  const found = samples(labels).find(one => one.kind === kind);
  if (!found) {
    throw new Error(`There is no sample of a ${kind}`);
  }
  return {
    ...found,
    metadata: {
      namespace: options.namespace ?? scene.namespace,
      name,
      labels,
      ...(options.annotations ? { annotations: options.annotations } : {}),
    },
    ...(found.spec || options.spec
      ? { spec: { ...found.spec, ...options.spec } }
      : {}),
  };
}
