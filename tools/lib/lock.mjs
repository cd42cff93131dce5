import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from './problem.mjs';
import { readIfThere } from './files.mjs';

/** Whether a process of this number exists, be it ours or not. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process that holds a lock, or undefined where nobody (any more) does. */
export async function holderOf(file) {
  const pid = Number(await readIfThere(file));
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
}

/** Takes the lock or answers who has it. A lock whose holder died counts as free. */
async function take(file) {
  await fs.mkdir(path.dirname(file), { recursive: true });
  // A file with the number in it is put in place whole by link(), so nobody ever reads an empty lock.
  const draft = `${file}.${process.pid}`;
  await fs.writeFile(draft, String(process.pid));
  try {
    for (;;) {
      try {
        await fs.link(draft, file);
        return undefined;
      } catch (error) {
        if (error.code !== 'EEXIST') {
          throw error;
        }
      }
      const holder = await holderOf(file);
      if (holder !== undefined) {
        return holder;
      }
      await fs.rm(file, { force: true });
    }
  } finally {
    await fs.rm(draft, { force: true });
  }
}

const release = file => fs.rm(file, { force: true });

/**
 * Holds a lock until the returned function is called.
 *
 * @param {string} file
 * @param {(pid: number) => string} sentence what to say to the one who comes second
 */
export async function hold(file, sentence) {
  const holder = await take(file);
  if (holder !== undefined) {
    throw new Problem(sentence(holder));
  }
  return () => release(file);
}

/**
 * Runs work that two commands must not do at once; the second one waits its turn.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(pid: number) => void} [onWait]
 */
export async function inTurn(file, work, onWait = () => {}) {
  let told = false;
  for (;;) {
    const holder = await take(file);
    if (holder === undefined) {
      break;
    }
    if (!told) {
      told = true;
      onWait(holder);
    }
    await pause(500);
  }
  try {
    return await work();
  } finally {
    await release(file);
  }
}
