import { buildApp } from '../lib/app.mjs';
import { clustersFor } from '../lib/clusters.mjs';
import { demoEngines } from '../lib/engines/demoEngines.mjs';
import { enginesFile } from '../lib/engines/engines.mjs';
import { testState } from '../lib/places.mjs';
import {
  addressesOf,
  startBackend,
  startIdentityProvider,
  writeConfig,
} from '../lib/portal.mjs';
import { requireFree } from '../lib/ports.mjs';
import { explain } from '../lib/problem.mjs';

/**
 * What the suites share and start at most once: a pair of clusters of their own, and a portal over them.
 */
export class TestEnvironment {
  #runtime;
  #ports;
  #scope;
  #progress;
  #clusters;
  #portal;
  #facts;

  constructor({ runtime, ports, scope, progress }) {
    this.#runtime = runtime;
    this.#ports = ports;
    this.#scope = scope;
    this.#progress = progress;
  }

  /** Brings the tests' clusters up; answers the path of their clusters.json. */
  clusters() {
    this.#clusters ??= this.#startClusters();
    return this.#clusters;
  }

  /** Starts the portal with nothing in it but the first cluster and the demo servers; answers its address. */
  portal() {
    this.#portal ??= this.#startPortal();
    return this.#portal;
  }

  /** Where the engines of the portal are described. */
  get enginesFile() {
    return enginesFile(testState);
  }

  async #startClusters() {
    const clusters = await clustersFor({
      home: testState,
      ports: this.#ports,
      env: this.#runtime.env,
      progress: this.#progress,
      ownAllowed: false,
    });
    this.#scope.onEnd(() => clusters.down());
    await this.#progress.phase('Clusters of the tests', waitsFor =>
      clusters.up(waitsFor),
    );
    this.#facts = clusters.describe();
    return clusters.file;
  }

  async #startPortal() {
    await this.clusters();
    const home = testState;
    const ports = this.#ports;
    const runtime = this.#runtime;
    const scope = this.#scope;
    await requireFree({
      "the tests' portal": ports.portal,
      "the tests' identity provider": ports.identity,
    });
    await this.#progress.phase('App of the tests', waitsFor =>
      buildApp(runtime, waitsFor),
    );
    const engines = await demoEngines({
      home,
      ports,
      runtime,
      scope,
      progress: this.#progress,
    });
    const configs = await writeConfig({
      home,
      ports,
      clusters: this.#facts,
      engines,
      forTests: true,
    });
    await startIdentityProvider({ home, ports, runtime, scope });
    await this.#progress.phase('Portal of the tests', () =>
      startBackend({
        home,
        ports,
        runtime,
        scope,
        configs,
        // The tests that need it fail, and the suites that do not go on.
        onCrash: problem => this.#progress.say(explain(problem)),
      }),
    );
    return addressesOf(ports).portal;
  }
}
