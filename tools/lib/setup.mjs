import path from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { keepPrivate } from './files.mjs';
import { hold } from './lock.mjs';
import { state, root } from './places.mjs';
import { obtainRuntime, requirePlatform } from './runtime.mjs';

/** The set-up every command begins with: the right Node, Yarn, and the packages of the repository. */
export async function setUp(progress) {
  requirePlatform();
  let runtime;
  await progress.phase('Node 24 and Yarn 4', async waitsFor => {
    runtime = await obtainRuntime(waitsFor);
    return `Node ${runtime.version.slice(1)}`;
  });
  await progress.phase('Packages', waitsFor =>
    installDependencies(runtime, waitsFor),
  );
  return runtime;
}

/**
 * Of each checkout one portal runs at a time: two would share its clusters, its database and its ports. Whoever holds it
 * has its state for themselves: nobody else on the machine reads the keys, tokens and databases in it.
 */
export async function holdPortal(scope) {
  const release = await hold(
    path.join(state, 'portal.lock'),
    pid =>
      `Flytower already runs from ${root} (process ${pid}); use that one, or end it with Ctrl-C in its terminal or \`npm run reset\`.`,
  );
  scope.onEnd(release);
  await keepPrivate(state);
}
