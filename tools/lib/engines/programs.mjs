import path from 'node:path';
import { exists } from '../files.mjs';
import { run } from '../run.mjs';

/** Where package managers put servers, and where the PATH of a person often does not lead. */
const FURTHER = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/mariadb/bin',
  '/opt/homebrew/opt/redis/bin',
  '/usr/local/opt/mariadb/bin',
  '/usr/local/opt/redis/bin',
];

/** The engines of public services: their programs, and the Debian package that brings them. */
export const ENGINES = {
  mariadb: {
    title: 'MariaDB',
    programs: ['mariadbd', 'mariadb-install-db'],
    debian: 'mariadb-server',
    service: 'mariadb',
  },
  redis: {
    title: 'Redis',
    programs: ['redis-server'],
    debian: 'redis-server',
    service: 'redis-server',
  },
};

/**
 * The programs of those engines that are wholly there, by engine and program.
 *
 * @returns {Promise<Partial<Record<keyof typeof ENGINES, Record<string, string>>>>}
 */
export async function findEngines(env) {
  const found = {};
  for (const [engine, { programs }] of Object.entries(ENGINES)) {
    const places = await Promise.all(
      programs.map(name => findProgram(name, env)),
    );
    if (places.every(Boolean)) {
      found[engine] = Object.fromEntries(
        programs.map((name, index) => [name, places[index]]),
      );
    }
  }
  return found;
}

/** The engines that are not on this machine. */
export function missingEngines(found) {
  return Object.keys(ENGINES).filter(engine => !(engine in found));
}

/** One line: which engines are not there, and how to get them. */
export function howToGet(missing, platform = process.platform) {
  const names = missing.map(engine => ENGINES[engine].title).join(' and ');
  const command =
    platform === 'darwin'
      ? `brew install ${missing.join(' ')}`
      : `apt-get install --no-install-recommends ${missing
          .map(engine => ENGINES[engine].debian)
          .join(' ')}`;
  return `${names} ${
    missing.length > 1 ? 'are' : 'is'
  } not on this machine; get ${
    missing.length > 1 ? 'them' : 'it'
  } with \`${command}\` (or your own system's way), or register a server of your own in the portal.`;
}

/** The version a server program tells of itself: "10.11.6". */
export async function versionOf(program) {
  const { output } = await run(program, ['--version'], { mayFail: true });
  return /(?:Ver |v=)(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? 'unknown';
}

async function findProgram(name, env) {
  const folders = [...(env.PATH ?? '').split(path.delimiter), ...FURTHER];
  for (const folder of folders.filter(Boolean)) {
    const program = path.join(folder, name);
    if (await exists(program)) {
      return program;
    }
  }
  return undefined;
}
