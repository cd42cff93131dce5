import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { exists } from '../files.mjs';

/**
 * Keeps one engine running, as the user it is to run as: revives it when it ends though nobody asked, and ends it with the
 * command that started it. Run as a {@link import('../service.mjs').Service}; what to run is in FLYTOWER_ENGINE:
 * `{ program, args, folder, uid, gid, pidFile, stopFile }`.
 *
 * The number of the running engine is in `pidFile`. While `stopFile` is there the engine is stopped, and starts again once
 * it is gone: so tests take an engine away and give it back.
 */
const { program, args, folder, uid, gid, pidFile, stopFile } = JSON.parse(
  process.env.FLYTOWER_ENGINE,
);
const LOOK_MS = 100;
/** An engine that ends this soon, this often, is not revived once more: its log says why. */
const SOON_MS = 5000;
const TOO_OFTEN = 3;

let child;
let ending = false;
let looking = false;
let soon = 0;

function start() {
  const began = Date.now();
  child = spawn(program, args, {
    cwd: folder,
    uid,
    gid,
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (child.pid) {
    fs.writeFileSync(pidFile, String(child.pid));
  }
  child.once('error', error => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    child = undefined;
    fs.rmSync(pidFile, { force: true });
    soon = Date.now() - began < SOON_MS ? soon + 1 : 0;
    if (ending) {
      process.exit(0);
    } else if (soon >= TOO_OFTEN) {
      process.exit(code ?? 1);
    } else {
      process.stderr.write(`It has ended (${signal ?? code}).\n`);
    }
  });
}

async function look() {
  const stopped = await exists(stopFile);
  if (ending) {
    return;
  }
  if (stopped) {
    soon = 0;
    child?.kill('SIGTERM');
  } else if (!child) {
    start();
  }
}

function end() {
  ending = true;
  if (child) {
    child.kill('SIGTERM');
  } else {
    process.exit(0);
  }
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, end);
}
// Whatever ends this process ends the engine: nothing is left that holds a port.
process.on('exit', () => child?.kill('SIGKILL'));

fs.rmSync(stopFile, { force: true });
start();
setInterval(async () => {
  if (!looking) {
    looking = true;
    await look().finally(() => {
      looking = false;
    });
  }
}, LOOK_MS);
