import fs from 'node:fs/promises';
import path from 'node:path';
import { hashText } from '../files.mjs';
import { Problem } from '../problem.mjs';
import { run } from '../run.mjs';

/**
 * As whom the engines run: as ourselves, or, when we are root, as a user who owns nothing else. No engine runs as root.
 *
 * @param {string[]} users in order of preference; `nobody` is everywhere
 * @returns {Promise<{ uid?: number, gid?: number, user?: string }>}
 */
export async function engineAccount(users) {
  if (process.getuid?.() !== 0) {
    return {};
  }
  for (const user of [...users, 'nobody']) {
    const uid = await idOf('-u', user);
    const gid = await idOf('-g', user);
    if (uid !== undefined && gid !== undefined) {
      return { uid, gid, user };
    }
  }
  throw new Problem(
    'There is no user "nobody" on this machine to run the demo engines as; run Flytower as somebody else than root.',
  );
}

async function idOf(flag, user) {
  const { code, stdout } = await run('id', [flag, user], { mayFail: true });
  // macOS says -2 of nobody, which is the same 32 bits.
  return code === 0 ? Number(stdout.trim()) >>> 0 : undefined;
}

/**
 * A folder below which this account can work: the wanted one, or, where the account may not enter a folder above it (a root's
 * state folder, which is closed to everybody else), one of this checkout's own in /var/tmp.
 */
export async function placeFor(account, wanted) {
  await fs.mkdir(wanted, { recursive: true });
  if (await canEnter(account, wanted)) {
    return wanted;
  }
  const other = outside(wanted);
  await fs.mkdir(other, { mode: 0o711 }).catch(error => {
    if (error.code !== 'EEXIST') {
      throw error;
    }
  });
  if (!(await isOurs(other))) {
    throw new Problem(
      `${other} is to hold the data of the demo engines, but belongs to somebody else; remove it and run the command again.`,
    );
  }
  await moveFolders(wanted, other);
  return other;
}

/** Removes what {@link placeFor} has put elsewhere, also when nothing in the wanted folder tells of it any more. */
export async function removePlaceFor(wanted) {
  const other = outside(wanted);
  if (await isOurs(other)) {
    await fs.rm(other, { recursive: true, force: true });
  }
}

function outside(wanted) {
  return path.join('/var/tmp', `flytower-${hashText(wanted)}`);
}

/** Anybody may make a folder in /var/tmp: whether nobody else has made this one. */
async function isOurs(folder) {
  const stat = await fs.lstat(folder).catch(() => undefined);
  return stat?.isDirectory() === true && stat.uid === process.getuid();
}

/** Takes along the data of engines that could enter before: a state folder was not always closed to others. */
async function moveFolders(from, to) {
  for (const entry of await fs.readdir(from, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      await run('mv', [path.join(from, entry.name), to]);
    }
  }
}

async function canEnter({ uid, gid }, folder) {
  const { code } = await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
    cwd: '/',
    uid,
    gid,
    mayFail: true,
  });
  return code === 0;
}

/** Makes a folder that belongs to the account alone. */
export async function ownFolder(folder, account) {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  await own(folder, account);
}

/** Writes a file that the account alone may read. */
export async function ownFile(file, text, account) {
  await fs.rm(file, { force: true });
  // Only a new file: no link that the account may have put there is followed.
  await fs.writeFile(file, text, { mode: 0o600, flag: 'wx' });
  await own(file, account);
}

async function own(file, { uid, gid }) {
  if (uid !== undefined) {
    await fs.lchown(file, uid, gid);
  }
}
