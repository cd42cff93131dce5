import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { withPrivateFiles } from './files.mjs';
import { commandProblem, Problem } from './problem.mjs';

/**
 * Programs that run to their end. Each runs in a process group of its own, so that Ctrl-C reaches it through
 * {@link endRunning} alone, with its children, and not half by the terminal and half by us.
 */
const running = new Set();

/** Ends whatever {@link run} still runs. */
export function endRunning() {
  for (const child of running) {
    signalGroup(child.pid, 'SIGTERM');
  }
}

/** Signals a process and all its descendants that stayed in its group. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

/**
 * Runs a program and answers what it printed to stdout.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.uid]
 * @param {number} [options.gid]
 * @param {string} [options.input] fed to its stdin
 * @param {string} [options.log] file that gets all it prints
 * @param {boolean} [options.privately] nobody but us may read the files that it writes
 * @param {boolean} [options.show] its output goes to our terminal instead
 * @param {(line: string) => void} [options.onLine]
 * @param {string} [options.failure] the sentence when it fails
 * @param {string} [options.missing] the sentence when there is no such program
 * @param {boolean} [options.mayFail] answer instead of throwing when its exit code is not 0
 * @returns {Promise<{ code: number, stdout: string, output: string }>}
 */
export async function run(program, args, options = {}) {
  const {
    cwd,
    env = process.env,
    input,
    log,
    privately,
    show,
    onLine,
    uid,
    gid,
  } = options;
  if (log) {
    await fs.mkdir(path.dirname(log), { recursive: true });
  }
  const sink = log && createWriteStream(log, { flags: 'w', mode: 0o600 });
  let sinkFailure;
  sink?.on('error', error => {
    sinkFailure = error;
  });
  let stdout = '';
  let output = '';
  const code = await new Promise((resolve, reject) => {
    const start = () =>
      spawn(program, args, {
        cwd,
        env,
        uid,
        gid,
        detached: true,
        stdio: [
          input === undefined ? 'ignore' : 'pipe',
          show ? 'inherit' : 'pipe',
          show ? 'inherit' : 'pipe',
        ],
      });
    const child = privately ? withPrivateFiles(start) : start();
    running.add(child);
    const collect = isStdout => chunk => {
      sink?.write(chunk);
      output += chunk;
      if (isStdout) {
        stdout += chunk;
      }
      if (onLine) {
        String(chunk)
          .split('\n')
          .filter(line => line.trim() !== '')
          .forEach(line => onLine(line.trim()));
      }
    };
    child.stdout?.setEncoding('utf8').on('data', collect(true));
    child.stderr?.setEncoding('utf8').on('data', collect(false));
    child.on('error', error => {
      running.delete(child);
      reject(
        error.code === 'ENOENT' && options.missing
          ? new Problem(options.missing)
          : error,
      );
    });
    child.on('close', (exit, signal) => {
      running.delete(child);
      resolve(signal ? 128 : exit);
    });
    if (input !== undefined) {
      child.stdin.on('error', () => {}); // it ended without reading all: its exit code tells
      child.stdin.end(input);
    }
  });
  sink?.end();
  if (sinkFailure) {
    throw sinkFailure;
  }
  if (code !== 0 && !options.mayFail) {
    const where = log ? ` (all of it: ${path.relative('', log)})` : '';
    throw commandProblem(
      `${
        options.failure ?? `${path.basename(program)} ${args[0] ?? ''} failed.`
      }${where}`,
      output,
    );
  }
  return { code, stdout, output };
}
