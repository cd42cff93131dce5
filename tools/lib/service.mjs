import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { withPrivateFiles } from './files.mjs';
import { root } from './places.mjs';
import { commandProblem } from './problem.mjs';
import { signalGroup } from './run.mjs';

const FOLLOW = pathToFileURL(
  path.join(root, 'tools', 'lib', 'followParent.mjs'),
).href;
const GRACE_MS = 10_000;

/**
 * A program of ours that runs until we end it: its output goes to a log, its unexpected end is a problem with a sentence.
 * It runs in a process group of its own, so that Ctrl-C ends it through {@link Service.stop}, in order.
 */
export class Service {
  #title;
  #log;
  #child;
  #stopping = false;
  #ended;

  /**
   * @param {object} options
   * @param {string} options.title for sentences: "The portal"
   * @param {string} options.node
   * @param {string[]} options.args
   * @param {string} options.cwd
   * @param {NodeJS.ProcessEnv} options.env
   * @param {string} options.log
   * @param {number} [options.descriptors] how many files and sockets it may have open at most
   * @param {(problem: Error) => void} options.onCrash called when it ends though nobody asked
   */
  static async start(options) {
    await fs.mkdir(path.dirname(options.log), { recursive: true });
    // The log of the run before is kept: in the portal's stand the checkpoints of the operation log.
    await fs.rename(options.log, `${options.log}.1`).catch(error => {
      if (error.code !== 'ENOENT') {
        throw error;
      }
    });
    return new Service(options);
  }

  constructor({ title, node, args, cwd, env, log, descriptors, onCrash }) {
    this.#title = title;
    this.#log = log;
    const sink = createWriteStream(log, { flags: 'w', mode: 0o600 });
    // A full disk must not end the program through its log.
    sink.on('error', () => {});
    let tail = '';
    const [program, ...before] = descriptors
      ? ['/bin/sh', '-c', `ulimit -n ${descriptors}; exec "$0" "$@"`, node]
      : [node];
    this.#child = withPrivateFiles(() =>
      spawn(program, [...before, '--import', FOLLOW, ...args], {
        cwd,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      }),
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', chunk => {
        sink.write(chunk);
        tail = (tail + chunk).slice(-20_000);
      });
    }
    this.#ended = new Promise(resolve => {
      const end = reason => {
        sink.end();
        resolve(reason);
        if (!this.#stopping) {
          onCrash(
            commandProblem(
              `${title} has ended by itself (${reason}); its log is ${path.relative(
                process.cwd(),
                log,
              )}; run the command again to go on where it stopped.`,
              tail,
            ),
          );
        }
      };
      this.#child.once('error', error => end(error.message));
      this.#child.once('close', (code, signal) =>
        end(signal ?? `exit code ${code}`),
      );
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Settles with the reason once it has ended. */
  get ended() {
    return this.#ended;
  }

  /** Waits until an address answers with 200. Ends by itself only through `signal`: a crash is told by onCrash. */
  async ready(url, signal) {
    while (!signal?.aborted && !this.#stopping) {
      const ok = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
        response => response.ok,
        () => false,
      );
      if (ok) {
        return;
      }
      await pause(150);
    }
  }

  /** Asks it to end, insists after ten seconds, and waits until it is gone. */
  async stop() {
    this.#stopping = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const exited = once(this.#child, 'exit');
    signalGroup(this.#child.pid, 'SIGTERM');
    const insist = setTimeout(
      () => signalGroup(this.#child.pid, 'SIGKILL'),
      GRACE_MS,
    );
    await exited;
    clearTimeout(insist);
  }

  toString() {
    return `${this.#title}: process ${this.pid}, log ${this.#log}`;
  }
}
