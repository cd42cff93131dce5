import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { applyBundle } from './bundle.mjs';
import { readIfThere, readJsonIfThere, writeJson } from './files.mjs';
import { Kubectl } from './kubectl.mjs';
import { kwokctlConfiguration, simulatedNodes } from './kwok.mjs';
import { obtainPlatformCertificate } from './platformCertificate.mjs';
import { requireFree } from './ports.mjs';
import { Problem } from './problem.mjs';
import { commandOf } from './processes.mjs';
import { run } from './run.mjs';

/**
 * A real control plane with simulated nodes, run by kwokctl in a folder of ours. It is made once, then stopped and started;
 * its `made.json`, written last, tells a whole cluster from one whose making was interrupted.
 */
export class LocalCluster {
  #spec;
  #ports;
  #binaries;
  #versions;
  #env;
  #folder;
  #kwok;

  /**
   * @param {object} options
   * @param {(typeof import('./kwok.mjs').LOCAL_CLUSTERS)[number]} options.spec
   * @param {Record<string, number>} options.ports
   * @param {Record<string, string>} options.binaries
   * @param {{ kubernetes: string, etcd: string }} options.versions
   * @param {string} options.folder where all clusters of this installation live
   * @param {NodeJS.ProcessEnv} options.env
   */
  constructor({ spec, ports, binaries, versions, folder, env }) {
    this.#spec = spec;
    this.#ports = ports;
    this.#binaries = binaries;
    this.#versions = versions;
    this.#folder = path.join(folder, spec.name);
    this.#kwok = path.join(folder, 'kwok');
    this.#env = { ...env, KWOK_WORKDIR: this.#kwok };
  }

  get name() {
    return this.#spec.name;
  }

  /** What the portal, the tests and the person need to know of the cluster. */
  describe() {
    const { name, displayName, dataCentre } = this.#spec;
    return {
      name,
      displayName,
      dataCentre,
      server: `https://127.0.0.1:${this.#ports.apiServer}`,
      caFile: path.join(this.#home, 'pki', 'ca.crt'),
      caKeyFile: path.join(this.#home, 'pki', 'ca.key'),
      adminKubeconfig: this.#kubeconfig,
      flytower: {
        certFile: path.join(this.#folder, 'flytower.crt'),
        keyFile: path.join(this.#folder, 'flytower.key'),
        kubeconfigFile: path.join(this.#folder, 'flytower.kubeconfig'),
      },
      apiServerPidFile: path.join(this.#home, 'pids', 'kube-apiserver.pid'),
    };
  }

  /** Brings the cluster up as it was, or makes it. */
  async up(waitsFor) {
    const made = await readJsonIfThere(this.#record);
    if (!made) {
      await this.#make(waitsFor);
    } else {
      this.#requireSame(made);
      waitsFor(`cluster ${this.name} to start`);
      await this.#wake();
    }
    await Promise.all([
      applyBundle(this.#kubectl, this.name),
      obtainPlatformCertificate(this.#kubectl, this.describe()),
    ]);
    if (!made) {
      await writeJson(this.#record, this.#identity());
    }
  }

  /** Stops its processes; all it knows stays on disk. */
  async down() {
    if (await readIfThere(path.join(this.#home, 'kwok.yaml'))) {
      await this.#kwokctl(['stop', 'cluster'], { mayFail: true });
    }
    // kwokctl stops what it knows; of a cluster that was being made it may not know all.
    await endComponents(this.#home);
  }

  /** The names of its components whose processes have ended, though nobody stopped them. */
  async ended() {
    const { ended } = await componentProcesses(this.#home);
    return ended;
  }

  async #make(waitsFor) {
    waitsFor(`cluster ${this.name} to be made`);
    await endComponents(this.#home);
    await fs.rm(this.#home, { recursive: true, force: true });
    await fs.rm(this.#folder, { recursive: true, force: true });
    await requireFree(
      Object.fromEntries(
        Object.entries(this.#ports).map(([purpose, port]) => [
          `${purpose} of cluster ${this.name}`,
          port,
        ]),
      ),
    );
    const configuration = path.join(this.#folder, 'kwokctl.yaml');
    await writeJson(
      configuration,
      kwokctlConfiguration({
        binaries: this.#binaries,
        ports: this.#ports,
        versions: this.#versions,
        pki: path.join(this.#home, 'pki'),
      }),
    );
    await this.#kwokctl([
      'create',
      'cluster',
      '--config',
      configuration,
      '--kubeconfig',
      this.#kubeconfig,
      '--wait',
      '90s',
    ]);
    await this.#kubectl.apply(simulatedNodes(this.#spec));
  }

  async #wake() {
    // After a reboot the numbers in the pid files may belong to other programs, which kwokctl would take for its own.
    const { foreign } = await componentProcesses(this.#home);
    for (const file of foreign) {
      await fs.rm(file, { force: true });
    }
    await this.#kwokctl(['start', 'cluster']);
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const { code } = await this.#kubectl.try(['get', '--raw', '/readyz'], {
        mayFail: true,
      });
      if (code === 0) {
        return;
      }
      await pause(200);
    }
    throw new Problem(
      `Cluster ${
        this.name
      } started but does not get ready; its logs are in ${path.join(
        this.#home,
        'logs',
      )}; \`npm run reset\` makes everything anew.`,
    );
  }

  #requireSame(made) {
    const now = this.#identity();
    if (made.home !== now.home || made.server !== now.server) {
      throw new Problem(
        `Cluster ${this.name} was made as ${made.server} in ${made.home} and is asked for as ${now.server} in ${now.home}; start with the FLYTOWER_PORT_OFFSET and the folder it was made with, or run \`npm run reset\`.`,
      );
    }
    if (made.kubernetes !== now.kubernetes) {
      throw new Problem(
        `Cluster ${this.name} was made with Kubernetes ${made.kubernetes}, and the programs at hand are ${now.kubernetes}; run \`npm run reset\` to make it anew.`,
      );
    }
  }

  #identity() {
    return {
      home: this.#home,
      server: this.describe().server,
      kubernetes: this.#versions.kubernetes,
    };
  }

  #kwokctl(args, options = {}) {
    return run(this.#binaries.kwokctl, ['--name', this.name, ...args], {
      env: this.#env,
      privately: true,
      failure: `Cluster ${this.name} could not be brought up (kwokctl ${
        args[0]
      }); its logs are in ${path.join(
        this.#home,
        'logs',
      )}; \`npm run reset\` makes everything anew.`,
      ...options,
    });
  }

  get #home() {
    return path.join(this.#kwok, 'clusters', this.name);
  }

  get #record() {
    return path.join(this.#folder, 'made.json');
  }

  get #kubeconfig() {
    return path.join(this.#folder, 'admin.kubeconfig');
  }

  get #kubectl() {
    return new Kubectl({
      program: this.#binaries.kubectl,
      kubeconfig: this.#kubeconfig,
      env: this.#env,
    });
  }
}

/**
 * The processes kwokctl started for a cluster, told by their pid files. A process that does not name the cluster's folder
 * is not one of them: its number was given out again.
 */
export async function componentProcesses(home) {
  const folder = path.join(home, 'pids');
  const files = await fs.readdir(folder).catch(() => []);
  const ours = [];
  const foreign = [];
  const ended = [];
  for (const file of files.filter(name => name.endsWith('.pid'))) {
    const pid = Number(await readIfThere(path.join(folder, file)));
    const command = await commandOf(pid);
    if (command === undefined) {
      ended.push(path.basename(file, '.pid'));
    } else if (command.includes(home)) {
      ours.push(pid);
    } else {
      foreign.push(path.join(folder, file));
    }
  }
  return { ours, foreign, ended };
}

/** Ends what still runs of a cluster, without kwokctl: it may be gone, or may not know a half-made cluster. */
export async function endComponents(home) {
  const { ours } = await componentProcesses(home);
  for (const pid of ours) {
    process.kill(pid, 'SIGKILL');
  }
}
