import fs from 'node:fs/promises';

/**
 * What lies in a state folder is for whoever started the command alone: secrets, tokens and databases among it. The folder
 * keeps others out, and what is made in it is closed by itself, should somebody copy or open it.
 */

/** Makes a folder that only its owner enters, or closes the one that is there. */
export async function privateFolder(folder) {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  await fs.chmod(folder, 0o700);
}

/**
 * Starts a program whose files only their owner reads.
 *
 * @template T
 * @param {() => T} start must start it before it returns
 * @returns {T}
 */
export function privately(start) {
  const before = process.umask(0o077);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}
