import path from 'node:path';
import { obtainBinaries, versionOf } from './binaries.mjs';
import { writeJson } from './files.mjs';
import { LOCAL_CLUSTERS } from './kwok.mjs';
import { LocalCluster } from './localCluster.mjs';
import { kubeconfigFiles, OwnCluster } from './ownClusters.mjs';
import { Problem } from './problem.mjs';

/**
 * The clusters of one installation: somebody's own, where FLYTOWER_KUBECONFIG names them, else the local ones.
 *
 * @param {object} options
 * @param {string} options.home the state folder of the installation
 * @param {ReturnType<typeof import('./ports.mjs').portsFor>} options.ports
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').Progress} options.progress
 * @param {boolean} [options.ownAllowed] tests bring their own pair, whatever the developer works with
 */
export async function clustersFor({
  home,
  ports,
  env,
  progress,
  ownAllowed = true,
}) {
  const folder = path.join(home, 'clusters');
  const files = ownAllowed ? kubeconfigFiles(env.FLYTOWER_KUBECONFIG) : [];
  if (files.length > 0) {
    const kubectl = env.KWOK_KUBECTL_BINARY || 'kubectl';
    const clusters = await progress.phase('Your clusters', async () => {
      const read = [];
      for (const file of files) {
        read.push(await OwnCluster.read({ file, kubectl, folder, env }));
      }
      return read;
    });
    requireDistinct(clusters);
    return new Clusters({ clusters, binaries: { kubectl }, home });
  }
  let binaries;
  await progress.phase('Cluster programs', async waitsFor => {
    binaries = await obtainBinaries(env, waitsFor);
  });
  const [kubernetes, etcd] = await Promise.all([
    versionOf(binaries['kube-apiserver']),
    versionOf(binaries.etcd),
  ]);
  const clusters = LOCAL_CLUSTERS.map(
    spec =>
      new LocalCluster({
        spec,
        ports: ports.clusters[spec.name],
        binaries,
        versions: { kubernetes, etcd },
        folder,
        env,
      }),
  );
  return new Clusters({ clusters, binaries, home });
}

function requireDistinct(clusters) {
  const names = clusters.map(cluster => cluster.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) {
    throw new Problem(
      `Two kubeconfigs of FLYTOWER_KUBECONFIG make a cluster "${twice}"; rename the current context of one of them.`,
    );
  }
}

class Clusters {
  #clusters;
  #binaries;
  #home;

  constructor({ clusters, binaries, home }) {
    this.#clusters = clusters;
    this.#binaries = binaries;
    this.#home = home;
  }

  /** Facts of each cluster, the one that the portal's configuration registers first. */
  describe() {
    return this.#clusters.map(cluster => cluster.describe());
  }

  /** Where the facts stand for tests and tools: the format of FLYTOWER_TEST_CLUSTERS. */
  get file() {
    return path.join(this.#home, 'clusters.json');
  }

  async up(waitsFor) {
    const waiting = new Map();
    await Promise.all(
      this.#clusters.map(async cluster => {
        await cluster.up(what => {
          waiting.set(cluster.name, what);
          waitsFor([...waiting.values()].join(', '));
        });
        waiting.delete(cluster.name);
      }),
    );
    await writeJson(this.file, {
      binaries: path.dirname(this.#binaries.kubectl),
      programs: this.#binaries,
      clusters: this.describe(),
    });
    return this.describe()
      .map(({ name, server }) => `${name} ${server}`)
      .join(', ');
  }

  async down() {
    await Promise.allSettled(this.#clusters.map(cluster => cluster.down()));
  }

  /** Calls back once for each component that ended by itself. */
  watch(onEnded) {
    const told = new Set();
    const timer = setInterval(async () => {
      for (const cluster of this.#clusters) {
        for (const component of await cluster.ended().catch(() => [])) {
          const key = `${cluster.name}/${component}`;
          if (!told.has(key)) {
            told.add(key);
            onEnded(cluster.name, component);
          }
        }
      }
    }, 5000);
    return () => clearInterval(timer);
  }
}
