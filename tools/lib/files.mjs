import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** The text of a file, or undefined where there is none. */
export async function readIfThere(file) {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  }
}

export async function readJsonIfThere(file) {
  const text = await readIfThere(file);
  return text === undefined ? undefined : JSON.parse(text);
}

export async function exists(file) {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

/**
 * Writes a whole file or none: a reader, or a start after an interruption, never sees half of it. What is not said to be
 * for others is for us alone.
 */
export async function writeWhole(file, text, { mode = 0o600 } = {}) {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await fs.writeFile(draft, text, { mode });
    await fs.rename(draft, file);
  } catch (error) {
    await fs.rm(draft, { force: true });
    throw error;
  }
}

export function writeJson(file, value, options) {
  return writeWhole(file, `${JSON.stringify(value, undefined, 2)}\n`, options);
}

/** What nobody but us may read, write or enter. */
const OTHERS = 0o077;

/**
 * Makes a folder for us alone, and takes what is in it from everybody else: databases, logs, keys and tokens of an
 * installation stand in files that many programs write, each with its own habits. Links are left as they are, and what
 * belongs to somebody else is theirs.
 */
export async function keepPrivate(folder) {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  await closeToOthers(folder);
}

async function closeToOthers(entry) {
  const stat = await fs.lstat(entry).catch(() => undefined);
  const isOurs = process.getuid === undefined || stat?.uid === process.getuid();
  if (!stat || !isOurs || stat.isSymbolicLink()) {
    return;
  }
  if (stat.mode & OTHERS) {
    await fs.chmod(entry, stat.mode & 0o700);
  }
  if (stat.isDirectory()) {
    for (const name of await fs.readdir(entry)) {
      await closeToOthers(path.join(entry, name));
    }
  }
}

/** Starts a program whose files nobody else may read, unless it says so itself. */
export function withPrivateFiles(start) {
  const before = process.umask(OTHERS);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}

/** A short name for exactly this content. */
export function hashText(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) {
    hash.update(`${Buffer.byteLength(text)}:`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}

const GENERATED = new Set([
  'node_modules',
  'dist',
  'dist-types',
  'coverage',
  '.flytower',
]);

/** All source files below a folder, sorted, generated ones left out. */
export async function listFiles(folder) {
  const found = [];
  const entries = await fs
    .readdir(folder, { withFileTypes: true })
    .catch(() => []);
  for (const entry of entries) {
    if (GENERATED.has(entry.name)) {
      continue;
    }
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      found.push(...(await listFiles(file)));
    } else if (entry.isFile()) {
      found.push(file);
    }
  }
  return found.sort();
}

/** A hash over the names and contents of these files and of all files in these folders; absent ones count as absent. */
export async function hashFiles(paths, { base = '/' } = {}) {
  const parts = [];
  for (const entry of paths) {
    const stat = await fs.stat(entry).catch(() => undefined);
    const files = stat?.isDirectory() ? await listFiles(entry) : [entry];
    for (const file of files) {
      parts.push(path.relative(base, file), (await readIfThere(file)) ?? '');
    }
  }
  return hashText(...parts);
}
