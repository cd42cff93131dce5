import fs from 'node:fs/promises';
import path from 'node:path';
import { exists, hashFiles, readIfThere, writeWhole } from './files.mjs';
import { inTurn } from './lock.mjs';
import { root, state } from './places.mjs';
import { run } from './run.mjs';

/** Whether a workspace ends up in the browser, and so decides what the built app is. */
export function isAppSource(group, name) {
  return group === 'packages'
    ? ['app', 'ui', 'contract'].includes(name)
    : !/-(backend|node)$|-backend-module-/.test(name);
}

async function sources() {
  const found = ['yarn.lock', 'package.json', 'app-config.yaml'];
  for (const group of ['packages', 'plugins']) {
    for (const name of (await fs.readdir(path.join(root, group))).sort()) {
      if (isAppSource(group, name)) {
        found.push(path.join(group, name));
      }
    }
  }
  return found.map(entry => path.join(root, entry));
}

/** Builds the app when its sources are not those of the last build. */
export async function buildApp(runtime, waitsFor) {
  const stamp = path.join(state, 'app-build');
  const dist = path.join(root, 'packages', 'app', 'dist', 'index.html');
  const built = async () =>
    (await exists(dist)) &&
    (await readIfThere(stamp)) ===
      (await hashFiles(await sources(), { base: root }));
  if (await built()) {
    return 'as built';
  }
  return inTurn(
    path.join(state, 'build.lock'),
    async () => {
      if (await built()) {
        return 'as built';
      }
      waitsFor('backstage-cli, which builds the app (about 30 s)');
      // Taken before the build: what changes while it runs asks for another one.
      const hash = await hashFiles(await sources(), { base: root });
      await fs.rm(stamp, { force: true });
      await run(
        runtime.node,
        [
          path.join(
            root,
            'node_modules',
            '@backstage',
            'cli',
            'bin',
            'backstage-cli',
          ),
          'package',
          'build',
        ],
        {
          cwd: path.join(root, 'packages', 'app'),
          env: runtime.env,
          log: path.join(state, 'logs', 'build.log'),
          failure:
            'The app could not be built; mend what its output names and run the command again.',
        },
      );
      await writeWhole(stamp, hash);
      return 'built';
    },
    pid => waitsFor(`process ${pid}, which builds it already`),
  );
}
