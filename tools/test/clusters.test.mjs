import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  kwokctlConfiguration,
  LOCAL_CLUSTERS,
  simulatedNodes,
} from '../lib/kwok.mjs';
import { clusterName, kubeconfigFiles } from '../lib/ownClusters.mjs';
import { portsFor } from '../lib/ports.mjs';

test('east has five simulated nodes and west three, over zones of their region', () => {
  const [east, west] = LOCAL_CLUSTERS.map(simulatedNodes);
  assert.deepEqual([east.items.length, west.items.length], [5, 3]);
  for (const { metadata, spec } of east.items) {
    assert.equal(metadata.annotations['kwok.x-k8s.io/node'], 'fake');
    assert.equal(metadata.labels['topology.kubernetes.io/region'], 'east');
    assert.match(
      metadata.labels['topology.kubernetes.io/zone'],
      /^east-[abc]$/,
    );
    assert.equal(metadata.labels['flytower.dev/data-centre'], 'dc-east');
    assert.match(spec.podCIDR, /^10\.20\.[1-5]\.0\/24$/);
  }
});

test('nodes of all clusters have pod networks of their own', () => {
  const networks = LOCAL_CLUSTERS.flatMap(cluster =>
    simulatedNodes(cluster).items.map(node => node.spec.podCIDR),
  );
  assert.equal(new Set(networks).size, 8);
});

const configuration = kwokctlConfiguration({
  binaries: { kwok: '/bin/kwok', etcd: '/bin/etcd' },
  ports: portsFor('').clusters.east,
  versions: { kubernetes: '1.36.3', etcd: '3.6.10' },
  pki: '/clusters/east/pki',
});

test('a control plane listens on the loopback alone, at fixed ports', () => {
  const { options } = configuration;
  assert.equal(options.bindAddress, '127.0.0.1');
  assert.equal(options.kubeApiserverPort, 16443);
  assert.equal(options.kwokControllerPort, 16448);
  assert.equal(options.kubeVersion, 'v1.36.3');
});

test('the controller manager signs with the authority of its cluster and needs no leader', () => {
  const { extraArgs } = configuration.componentsPatches.find(
    ({ name }) => name === 'kube-controller-manager',
  );
  assert.deepEqual(
    Object.fromEntries(extraArgs.map(({ key, value }) => [key, value])),
    {
      'leader-elect': 'false',
      'cluster-signing-cert-file': '/clusters/east/pki/ca.crt',
      'cluster-signing-key-file': '/clusters/east/pki/ca.key',
    },
  );
});

test('kubeconfigs are separated by commas', () => {
  assert.deepEqual(kubeconfigFiles(' a.yaml, b.yaml,'), ['a.yaml', 'b.yaml']);
  assert.deepEqual(kubeconfigFiles(undefined), []);
});

for (const [context, name] of [
  ['kind-dev', 'kind-dev'],
  ['kubernetes-admin@kubernetes', 'kubernetes-admin-kubernetes'],
  ['default', 'own-default'],
  ['kube-prod', 'own-kube-prod'],
  [
    'arn:aws:eks:eu-west-1:1:cluster/a--b',
    'arn-aws-eks-eu-west-1-1-cluster-a-b',
  ],
  ['4you', 'own-4you'],
  ['flytower', 'own-flytower'],
  ['x'.repeat(50), 'x'.repeat(40)],
]) {
  test(`the context ${context} makes a cluster ${name}`, () => {
    assert.equal(clusterName(context, 'c.yaml'), name);
  });
}

test('a kubeconfig without a context is named by its file', () => {
  assert.equal(clusterName('', '/home/me/Prod_1.yaml'), 'prod-1');
});
