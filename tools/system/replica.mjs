import fs from 'node:fs/promises';
import { startBackend, writeConfig } from '../lib/portal.mjs';
import { eventually } from './api.mjs';

/** One process of an installation that is the whole backend: started, killed, started again, with another configuration if asked. */
export class Replica {
  #installation;
  #service;
  /** Its name, in the names of its log and its configuration. */
  name;
  port;

  /**
   * @param {object} given
   * @param {string} given.name
   * @param {number} given.port where it listens
   * @param {object} given.installation what {@link startBackend} needs of the installation
   */
  constructor({ name, port, installation }) {
    this.name = name;
    this.port = port;
    this.#installation = installation;
  }

  get pid() {
    return this.#service.pid;
  }

  /** Its own address, past whatever stands before it. */
  get address() {
    return `http://localhost:${this.port}`;
  }

  /**
   * Writes its configuration, starts it and waits until it is ready.
   *
   * @param {object} config what {@link writeConfig} takes beside the installation's place, and `descriptors` of
   *   {@link startBackend}
   */
  async start({ descriptors, ...config }) {
    const { home, ports } = this.#installation;
    const { name, port } = this;
    const configs = await writeConfig({
      ...config,
      home,
      ports,
      name,
      listenPort: port,
    });
    this.#service = await startBackend({
      ...this.#installation,
      name,
      port,
      configs,
      descriptors,
      env: { LOG_LEVEL: 'debug' },
      // Being killed is what these tests do to it.
      onCrash: () => {},
    });
  }

  /** kill -9 of the process that is the backend, and the wait until it is gone. */
  async kill() {
    process.kill(this.pid, 'SIGKILL');
    await this.gone();
  }

  /** Ends it as an orchestrator does, and waits until it is gone. */
  async stop() {
    await this.#service.stop();
  }

  /** Waits until the process is gone. */
  async gone(withinMs) {
    const { pid } = this;
    await eventually(
      `process ${pid} is gone`,
      async () =>
        fs.access(`/proc/${pid}`).then(
          () => 'there',
          () => 'gone',
        ),
      state => state === 'gone',
      withinMs,
    );
  }
}
