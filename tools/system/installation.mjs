import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { removeEngines, startEngines } from '../lib/engines/engines.mjs';
import { testState } from '../lib/places.mjs';
import { writeJson } from '../lib/files.mjs';
import {
  addressesOf,
  backendProgram,
  startIdentityProvider,
  writeConfig,
} from '../lib/portal.mjs';
import { portsFor, TEST_SHIFT } from '../lib/ports.mjs';
import { wipe } from '../lib/reset.mjs';
import { Scope } from '../lib/scope.mjs';
import { obtainRuntime } from '../lib/runtime.mjs';
import { apiAs, eventually } from './api.mjs';
import { Replica } from './replica.mjs';
import { signIn } from './signIn.mjs';

const exec = promisify(execFile);

/**
 * A whole Flytower for tests that kill, stop, attack and search it: an identity provider and a backend, or several of it, in a
 * state folder of its own, empty at the beginning, over the clusters of FLYTOWER_TEST_CLUSTERS.
 */
export class Installation {
  #name;
  #before;
  #scope = new Scope();
  #clusters;
  #runtime;
  // Beside the developer's portal and the one of the browser tests.
  #ports = portsFor(process.env.FLYTOWER_PORT_OFFSET, 2 * TEST_SHIFT);
  #replicas;
  #config;
  #engines;
  #tokens = new Map();

  /** Passwords that the tests came to know: whoever searches for secrets searches for these too. */
  passwords = [];

  /**
   * One process, or what `before` makes of it.
   *
   * @param {object} [options]
   * @param {string} [options.name] of its state folder
   * @param {(given: { home: string, ports: object, runtime: object, scope: Scope }) => Promise<{ replicas: { name: string, port: number }[], config: object }>} [options.before]
   *   starts what the backends need beside the rest, and says how many processes there are and what is configured in each
   */
  static async start({ name = 'system', before } = {}) {
    const installation = new Installation(name, before);
    try {
      await installation.#start();
    } catch (error) {
      await installation.stop();
      throw error;
    }
    return installation;
  }

  constructor(name, before) {
    this.#name = name;
    this.#before =
      before ??
      (({ ports }) => ({
        replicas: [{ name: 'portal', port: ports.portal }],
        // What most systems give a process. Some tests take them all.
        config: { descriptors: 1024 },
      }));
  }

  get home() {
    return path.join(testState, this.#name);
  }

  get portal() {
    return addressesOf(this.#ports).portal;
  }

  get clusters() {
    return this.#clusters.clusters;
  }

  /** Its demo servers, as {@link startEngines} describes them; none where their programs are not on this machine. */
  get engines() {
    return this.#engines;
  }

  /** The processes that are its backend. */
  get replicas() {
    return this.#replicas;
  }

  async #start() {
    await wipe(this.home);
    this.#clusters = JSON.parse(
      await fs.readFile(process.env.FLYTOWER_TEST_CLUSTERS, 'utf8'),
    );
    this.#runtime = await obtainRuntime(() => {});
    const given = {
      home: this.home,
      ports: this.#ports,
      runtime: this.#runtime,
      scope: this.#scope,
    };
    await startIdentityProvider(given);
    this.#engines = await startEngines({
      ...given,
      // Taking them away is what these tests may do to them.
      onCrash: () => {},
    });
    const { replicas, config } = await this.#before(given);
    this.#config = {
      clusters: this.clusters,
      engines: this.#engines,
      forTests: true,
      ...config,
    };
    this.#replicas = replicas.map(
      replica => new Replica({ ...replica, installation: given }),
    );
    // One after the other: on an empty database, the first makes the tables.
    for (const replica of this.#replicas) {
      await this.startReplica(replica);
    }
  }

  /** Starts one of its processes, with more or other configuration than the rest if asked. */
  async startReplica(replica, config = {}) {
    await replica.start({ ...this.#config, ...config });
  }

  async startBackend() {
    await this.startReplica(this.#replicas[0]);
  }

  async killBackend() {
    await this.#replicas[0].kill();
  }

  /**
   * The API as one of the demo people. Signs in once; a token outlives a restart of the backend.
   *
   * @param {string} person "dan"
   * @param {string} [address] of one process instead of the whole
   */
  async as(person, address = this.portal) {
    return apiAs(address, await this.tokenOf(person));
  }

  /** The token of a person who has signed in. */
  async tokenOf(person) {
    if (!this.#tokens.has(person)) {
      // The catalog knows the people some seconds after the backend is ready.
      const token = await eventually(
        `${person} can sign in`,
        () => signIn(this.portal, person),
        Boolean,
      );
      this.#tokens.set(person, token);
    }
    return this.#tokens.get(person);
  }

  /**
   * Starts the backend with these keys beside the defaults, over no cluster and a database in memory, and waits until it ends
   * by itself.
   *
   * @param {object} keys of Backstage's configuration
   * @returns {Promise<{ code: number | undefined, output: string }>} no code: it had to be ended
   */
  async tryToStart(keys) {
    const configs = await writeConfig({
      home: this.home,
      ports: this.#ports,
      name: 'tried',
      listenPort: this.#ports.replicas[0],
      clusters: [],
      database: { client: 'better-sqlite3', connection: ':memory:' },
    });
    const more = path.join(this.home, 'app-config.tried-more.yaml');
    await writeJson(more, keys);
    const { args, cwd } = backendProgram([...configs, more]);
    return exec(this.#runtime.node, args, {
      cwd,
      env: { ...this.#runtime.env, NODE_ENV: 'production' },
      timeout: 60_000,
      killSignal: 'SIGKILL',
      maxBuffer: 2 ** 26,
    }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      ({ code, stdout, stderr }) => ({
        code: code ?? undefined,
        output: stdout + stderr,
      }),
    );
  }

  /** The API as a program from outside, by the access token of the configuration. */
  async asOutsider() {
    const { accessToken } = JSON.parse(
      await fs.readFile(path.join(this.home, 'secrets.json'), 'utf8'),
    );
    return apiAs(this.portal, accessToken);
  }

  /** What the cluster itself says, as its own admin. */
  async kubectl(cluster, ...args) {
    const { adminKubeconfig } = this.clusters.find(
      ({ name }) => name === cluster,
    );
    const { stdout } = await exec(
      path.join(this.#clusters.binaries, 'kubectl'),
      ['--kubeconfig', adminKubeconfig, ...args],
      { timeout: 30_000, maxBuffer: 2 ** 26 },
    );
    return stdout;
  }

  async objects(cluster, kind, namespace, ...args) {
    const text = await this.kubectl(
      cluster,
      'get',
      kind,
      '-n',
      namespace,
      '-o',
      'json',
      ...args,
    );
    return JSON.parse(text).items;
  }

  /** SIGSTOP or SIGCONT to a cluster's API server. */
  async signalApiServer(cluster, signal) {
    const { apiServerPidFile } = this.clusters.find(
      ({ name }) => name === cluster,
    );
    process.kill(Number(await fs.readFile(apiServerPidFile, 'utf8')), signal);
  }

  /** Ends what was started, and takes its tenants out of the clusters, which other tests use after it. */
  async stop() {
    await this.#scope.close();
    // They may lie outside its folder, and the next run starts with empty ones.
    await removeEngines(this.home);
    for (const { name } of this.#clusters?.clusters ?? []) {
      const own = ['-l', 'app.kubernetes.io/managed-by=flytower'];
      await this.kubectl(name, 'delete', 'namespaces', ...own, '--wait=false');
      await this.kubectl(
        name,
        'delete',
        'serviceaccounts',
        '-n',
        'flytower-system',
        ...own,
      );
    }
  }
}
