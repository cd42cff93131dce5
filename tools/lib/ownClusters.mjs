import { lookup } from 'node:dns/promises';
import path from 'node:path';
import { applyBundle } from './bundle.mjs';
import { hashText, writeWhole } from './files.mjs';
import { Kubectl } from './kubectl.mjs';
import { obtainPlatformCertificate } from './platformCertificate.mjs';
import { Problem } from './problem.mjs';

const NO_KUBECTL =
  'Clusters of your own are prepared with kubectl, and there is none on your PATH; install kubectl, or name one by KWOK_KUBECTL_BINARY.';

/** The files that FLYTOWER_KUBECONFIG names. */
export function kubeconfigFiles(value) {
  return (value ?? '')
    .split(',')
    .map(file => file.trim())
    .filter(file => file !== '');
}

/**
 * A cluster's name out of its context, as the portal takes it: small letters, digits and single hyphens, a letter first, at
 * most 40, nothing reserved.
 */
export function clusterName(context, file) {
  const words = (context || path.basename(file).replace(/\.[^.]*$/, ''))
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = (words ?? ['cluster']).join('-');
  const taken = /^[0-9]|^(kube|flytower)-|^(default|flytower)$/.test(name);
  return (taken ? `own-${name}` : name).slice(0, 40).replace(/-$/, '');
}

/** The addresses of a server that are not of this machine, as ranges that the egress guard may let pass. */
export async function addressRanges(server) {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return addresses.map(({ address, family }) =>
    family === 6 ? `${address}/128` : `${address}/32`,
  );
}

/**
 * Somebody's own cluster, used with the rights of a kubeconfig: the bundle is applied, a certificate CN=flytower obtained,
 * and nothing started or stopped.
 */
export class OwnCluster {
  #kubectl;
  #facts;

  /** Reads what the kubeconfig says; kubectl does it, so that whatever kubectl accepts is accepted. */
  static async read({ file, kubectl: program, folder, env }) {
    const kubectl = new Kubectl({
      program,
      kubeconfig: path.resolve(file),
      env,
    });
    const unreadable = `FLYTOWER_KUBECONFIG names ${file}, which kubectl cannot read with a current context; correct the file or the variable.`;
    const view = await kubectl.json(
      ['config', 'view', '--raw', '--minify', '--flatten'],
      { failure: unreadable, missing: NO_KUBECTL },
    );
    const cluster = view.clusters?.[0]?.cluster;
    if (!cluster?.server) {
      throw new Problem(unreadable);
    }
    const authority = cluster['certificate-authority-data'];
    if (!authority) {
      throw new Problem(
        `${file} names no certificate authority, and Flytower verifies every cluster's certificate; add certificate-authority-data to it.`,
      );
    }
    const name = clusterName(view['current-context'], file);
    const home = path.join(
      folder,
      `${name}-${hashText(cluster.server, authority)}`,
    );
    const caFile = path.join(home, 'ca.crt');
    await writeWhole(caFile, Buffer.from(authority, 'base64').toString());
    return new OwnCluster(kubectl, {
      name,
      displayName: view['current-context'] || name,
      dataCentre: 'local',
      server: cluster.server,
      // Whoever names a kubeconfig allows its address, and nothing beside it.
      egress: await addressRanges(cluster.server),
      caFile,
      adminKubeconfig: path.resolve(file),
      flytower: {
        certFile: path.join(home, 'flytower.crt'),
        keyFile: path.join(home, 'flytower.key'),
        kubeconfigFile: path.join(home, 'flytower.kubeconfig'),
      },
    });
  }

  constructor(kubectl, facts) {
    this.#kubectl = kubectl;
    this.#facts = facts;
  }

  get name() {
    return this.#facts.name;
  }

  describe() {
    return this.#facts;
  }

  async up(waitsFor) {
    waitsFor(`cluster ${this.name} at ${this.#facts.server}`);
    await this.#kubectl.run(['get', '--raw', '/readyz'], {
      failure: `Cluster ${this.name} at ${
        this.#facts.server
      } does not answer; check its kubeconfig with kubectl.`,
    });
    await applyBundle(this.#kubectl, this.name);
    await obtainPlatformCertificate(this.#kubectl, this.#facts);
  }

  async down() {}

  async ended() {
    return [];
  }
}
