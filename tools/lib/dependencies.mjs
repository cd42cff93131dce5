import fs from 'node:fs/promises';
import path from 'node:path';
import { hashFiles, readIfThere, writeWhole } from './files.mjs';
import { inTurn } from './lock.mjs';
import { root, state } from './places.mjs';
import { run } from './run.mjs';

/** All files that decide what an install brings. */
async function manifests() {
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'];
  for (const folder of ['packages', 'plugins']) {
    for (const name of (await fs.readdir(path.join(root, folder))).sort()) {
      files.push(path.join(folder, name, 'package.json'));
    }
  }
  return files.map(file => path.join(root, file));
}

/**
 * Installs the packages of the repository when its manifests changed since the last install that came to its end. The
 * stamp lies in node_modules, so that removing that folder asks for an install, too.
 */
export async function installDependencies(runtime, waitsFor) {
  const stamp = path.join(root, 'node_modules', '.flytower-installed');
  const wanted = async () =>
    `${await hashFiles(await manifests(), { base: root })} ${runtime.version}`;
  if ((await readIfThere(stamp)) === (await wanted())) {
    return 'as installed';
  }
  return inTurn(
    path.join(state, 'install.lock'),
    async () => {
      if ((await readIfThere(stamp)) === (await wanted())) {
        return 'as installed';
      }
      waitsFor('yarn install (about a minute the first time)');
      await fs.rm(stamp, { force: true });
      const ci = Boolean(process.env.CI);
      await run(
        runtime.node,
        [
          runtime.yarn,
          'install',
          '--mode=skip-build',
          ci ? '--immutable' : '--no-immutable',
        ],
        {
          cwd: root,
          env: runtime.env,
          log: path.join(state, 'logs', 'install.log'),
          failure: ci
            ? 'yarn install failed; under CI the lock file must fit the manifests: run `yarn install` and commit yarn.lock.'
            : 'yarn install failed; see the end of its output, and run the command again: an interrupted install is taken up anew.',
        },
      );
      await writeWhole(stamp, await wanted());
      return 'installed';
    },
    pid => waitsFor(`process ${pid}, which installs already`),
  );
}
