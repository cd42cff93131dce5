import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startEngines } from '../lib/engines/engines.mjs';
import { testState } from '../lib/places.mjs';
import {
  addressesOf,
  startBackend,
  startIdentityProvider,
  writeConfig,
} from '../lib/portal.mjs';
import { portsFor, TEST_SHIFT } from '../lib/ports.mjs';
import { Scope } from '../lib/scope.mjs';
import { obtainRuntime } from '../lib/runtime.mjs';
import { apiAs, eventually } from './api.mjs';
import { signIn } from './signIn.mjs';

const exec = promisify(execFile);

/**
 * A whole Flytower for tests that kill, stop and search it: an identity provider and a backend in a state folder of its own,
 * empty at the beginning, over the clusters of FLYTOWER_TEST_CLUSTERS.
 */
export class Installation {
  #scope = new Scope();
  #clusters;
  #runtime;
  // Beside the developer's portal and the one of the browser tests.
  #ports = portsFor(process.env.FLYTOWER_PORT_OFFSET, 2 * TEST_SHIFT);
  #backend;
  #configs;
  #engines;
  #tokens = new Map();

  /** Passwords that the tests came to know: whoever searches for secrets searches for these too. */
  passwords = [];

  static async start() {
    const installation = new Installation();
    try {
      await installation.#start();
    } catch (error) {
      await installation.stop();
      throw error;
    }
    return installation;
  }

  get home() {
    return path.join(testState, 'system');
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

  async #start() {
    await fs.rm(this.home, { recursive: true, force: true });
    this.#clusters = JSON.parse(
      await fs.readFile(process.env.FLYTOWER_TEST_CLUSTERS, 'utf8'),
    );
    this.#runtime = await obtainRuntime(() => {});
    await startIdentityProvider({
      home: this.home,
      ports: this.#ports,
      runtime: this.#runtime,
      scope: this.#scope,
    });
    this.#engines = await startEngines({
      home: this.home,
      ports: this.#ports,
      runtime: this.#runtime,
      scope: this.#scope,
      // Taking them away is what these tests may do to them.
      onCrash: () => {},
    });
    this.#configs = await writeConfig({
      home: this.home,
      ports: this.#ports,
      clusters: this.clusters,
      engines: this.#engines,
      forTests: true,
    });
    await this.startBackend();
  }

  async startBackend() {
    this.#backend = await startBackend({
      home: this.home,
      ports: this.#ports,
      runtime: this.#runtime,
      scope: this.#scope,
      configs: this.#configs,
      env: { LOG_LEVEL: 'debug' },
      // Being killed is what these tests do to it.
      onCrash: () => {},
    });
  }

  /** kill -9 of the process that is the backend, and the wait until it is gone. */
  async killBackend() {
    const { pid } = this.#backend;
    process.kill(pid, 'SIGKILL');
    await eventually(
      `process ${pid} is gone`,
      async () =>
        fs.access(`/proc/${pid}`).then(
          () => 'there',
          () => 'gone',
        ),
      state => state === 'gone',
    );
  }

  /** The API as one of the demo people. Signs in once; a token outlives a restart of the backend. */
  async as(person) {
    return apiAs(this.portal, await this.tokenOf(person));
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
