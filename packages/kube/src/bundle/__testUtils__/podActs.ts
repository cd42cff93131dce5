import { ClusterClient, Manifest } from '../../client/ClusterClient';
import { BundleScene, BY } from './BundleScene';
import { patch, pathOf, post } from './calls';
import { sample } from './objects';

export const STAGE = 'flytower.dev/stage';

/** The labels of a pod that isolation takes off. */
export const ISOLATING = { [STAGE]: null, 'flytower.dev/traffic': null };

/** One pod of each sort, all of them running on simulated nodes. */
export interface ScenePods {
  /** Of a Deployment. */
  ofService: Manifest;
  ofStatefulService: Manifest;
  /** Of an instance of a public service. */
  ofInstance: Manifest;
  foreign: Manifest;
}

export async function runPods(scene: BundleScene): Promise<ScenePods> {
  const deployer = scene.as('deployer');
  for (const [kind, name, of] of [
    ['Deployment', 'web', 'service'],
    ['StatefulSet', 'queue', 'service'],
    ['StatefulSet', 'orders', 'instance'],
  ] as const) {
    const labels = scene.labels(name, of);
    await deployer.apply(
      sample(scene, kind, { name, labels, spec: { replicas: 1 } }),
      BY,
    );
  }
  const foreign = {
    ...podManifest(scene, 'theirs'),
    spec: { containers: [{ name: 'main', image: 'example.com/app:1' }] },
  };
  await scene.admin.apply(foreign, BY);
  const running = async (labels: Record<string, string>) =>
    podManifest(scene, await scene.podOf(labels));
  const [ofService, ofStatefulService, ofInstance] = await Promise.all([
    running({ 'flytower.dev/service-id': 'id-of-web' }),
    running({ 'flytower.dev/service-id': 'id-of-queue' }),
    running({ 'flytower.dev/instance-id': 'id-of-orders' }),
  ]);
  return { ofService, ofStatefulService, ofInstance, foreign };
}

export function podManifest(scene: BundleScene, name: string): Manifest {
  const { namespace } = scene;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
}

export function evict(client: ClusterClient, pod: Manifest) {
  return post(client, pod, '/eviction', {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: pod.metadata,
  });
}

export function isolate(client: ClusterClient, pod: Manifest) {
  return patch(client, pod, { metadata: { labels: ISOLATING } });
}

export function debug(
  client: ClusterClient,
  pod: Manifest,
  container: object = {},
) {
  const added = { name: 'debug', image: 'example.com/debug:1', ...container };
  return patch(
    client,
    pod,
    { spec: { ephemeralContainers: [added] } },
    { part: '/ephemeralcontainers' },
  );
}

/** Asks for a console, as far as a call without an upgrade gets. */
export function enter(
  client: ClusterClient,
  pod: Manifest,
  method: 'GET' | 'POST' = 'POST',
) {
  return client.raw(pathOf(pod, '/exec'), {
    method,
    query: { container: 'main', command: 'true', stdout: 'true' },
  });
}
