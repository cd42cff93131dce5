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

/** Writes a whole file or none: a reader, or a start after an interruption, never sees half of it. */
export async function writeWhole(file, text, { mode = 0o644 } = {}) {
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
