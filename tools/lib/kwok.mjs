/**
 * What a local cluster is made of, as plain objects: the configuration of kwokctl and the simulated nodes. JSON is YAML, so
 * both are handed over as JSON.
 */

/** The local clusters: where they pretend to be, and how many nodes they simulate. */
export const LOCAL_CLUSTERS = [
  {
    name: 'east',
    displayName: 'East',
    dataCentre: 'dc-east',
    region: 'east',
    nodes: 5,
    podNetwork: '10.20',
  },
  {
    name: 'west',
    displayName: 'West',
    dataCentre: 'dc-west',
    region: 'west',
    nodes: 3,
    podNetwork: '10.30',
  },
];

const SIMULATIONS = [
  'ClusterLogs',
  'Logs',
  'ClusterExec',
  'Exec',
  'ClusterPortForward',
  'PortForward',
  'ClusterResourceUsage',
  'ResourceUsage',
  'Metric',
];

/**
 * @param {object} cluster
 * @param {Record<string, string>} cluster.binaries path by name
 * @param {Record<string, number>} cluster.ports
 * @param {{ kubernetes: string, etcd: string }} cluster.versions
 * @param {string} cluster.pki the folder where kwokctl will put the cluster's certificates
 */
export function kwokctlConfiguration({ binaries, ports, versions, pki }) {
  const argument = (key, value, override) => ({
    key,
    value,
    ...(override && { override }),
  });
  return {
    apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
    kind: 'KwokctlConfiguration',
    options: {
      runtime: 'binary',
      // There is no flag for it, and without it every component listens on all interfaces.
      bindAddress: '127.0.0.1',
      kubeVersion: `v${versions.kubernetes}`,
      etcdVersion: versions.etcd,
      kubectlBinary: binaries.kubectl,
      kubeApiserverBinary: binaries['kube-apiserver'],
      kubeControllerManagerBinary: binaries['kube-controller-manager'],
      kubeSchedulerBinary: binaries['kube-scheduler'],
      kwokControllerBinary: binaries.kwok,
      etcdBinary: binaries.etcd,
      etcdctlBinary: binaries.etcdctl,
      etcdutlBinary: binaries.etcdutl,
      kubeApiserverPort: ports.apiServer,
      etcdPort: ports.etcd,
      etcdPeerPort: ports.etcdPeer,
      kubeControllerManagerPort: ports.controllerManager,
      kubeSchedulerPort: ports.scheduler,
      kwokControllerPort: ports.kwok,
      enableCRDs: SIMULATIONS,
      // A node that falls silent is noticed after 40 s instead of 200 s.
      heartbeatFactor: 1,
    },
    componentsPatches: [
      {
        name: 'kube-controller-manager',
        extraArgs: [
          // With leader election it exits 10 to 20 s after the API server stops; without, it waits for it.
          argument('leader-elect', 'false'),
          // It signs the certificate of CN=flytower.
          argument('cluster-signing-cert-file', `${pki}/ca.crt`),
          argument('cluster-signing-key-file', `${pki}/ca.key`),
        ],
      },
      {
        name: 'kube-scheduler',
        extraArgs: [argument('leader-elect', 'false')],
      },
      {
        name: 'kwok-controller',
        // kwokctl passes manage-all-nodes itself, hence the override: a real node that joins is left alone.
        extraArgs: [
          argument('manage-all-nodes', 'false', true),
          // A controller that starts again waits until the leases of the one before it end, and no pod runs meanwhile.
          argument('node-lease-duration-seconds', '10', true),
          argument(
            'manage-nodes-with-annotation-selector',
            'kwok.x-k8s.io/node=fake',
          ),
        ],
      },
      {
        name: 'kube-apiserver',
        extraArgs: [
          argument('kubelet-preferred-address-types', 'InternalIP,Hostname'),
          argument('kubelet-client-certificate', `${pki}/admin.crt`),
          argument('kubelet-client-key', `${pki}/admin.key`),
        ],
      },
    ],
  };
}

const CAPACITY = { cpu: '8', memory: '32Gi', pods: '110' };

/** The simulated nodes of a cluster, over three zones, as one list for `kubectl apply`. */
export function simulatedNodes({
  name,
  region,
  dataCentre,
  nodes,
  podNetwork,
}) {
  const node = number => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `${name}-${number}`,
      annotations: {
        // The portal reads this and says that the node is simulated.
        'kwok.x-k8s.io/node': 'fake',
        'metrics.k8s.io/resource-metrics-path': `/metrics/nodes/${name}-${number}/metrics/resource`,
      },
      labels: {
        type: 'kwok',
        'kubernetes.io/hostname': `${name}-${number}`,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': `${region}-${'abc'[(number - 1) % 3]}`,
        'flytower.dev/data-centre': dataCentre,
      },
    },
    // Without a range of its own a simulated node gives its pods addresses of the services' range.
    spec: { podCIDR: `${podNetwork}.${number}.0/24` },
    status: {
      addresses: [
        { type: 'InternalIP', address: '127.0.0.1' },
        { type: 'Hostname', address: `${name}-${number}` },
      ],
      allocatable: CAPACITY,
      capacity: CAPACITY,
    },
  });
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: Array.from({ length: nodes }, (_, index) => node(index + 1)),
  };
}
