import path from 'node:path';
import { clustersFor } from './lib/clusters.mjs';
import { demoEngines } from './lib/engines/demoEngines.mjs';
import { Progress } from './lib/progress.mjs';
import { root, state } from './lib/places.mjs';
import {
  addressesOf,
  startIdentityProvider,
  writeConfig,
} from './lib/portal.mjs';
import { portsFor, requireFree } from './lib/ports.mjs';
import { run } from './lib/run.mjs';
import { command } from './lib/scope.mjs';
import { holdPortal, setUp } from './lib/setup.mjs';

/** `npm run dev`: the same clusters and sign-in, with app and backend reloading as their sources change. */
command(async scope => {
  const ports = portsFor(process.env.FLYTOWER_PORT_OFFSET);
  const progress = new Progress();
  await holdPortal(scope);
  await requireFree({
    'the app': ports.devServer,
    'the backend': ports.portal,
    'the identity provider': ports.identity,
  });
  const runtime = await scope.orFail(setUp(progress));
  const clusters = await scope.orFail(
    clustersFor({ home: state, ports, env: runtime.env, progress }),
  );
  scope.onEnd(() => clusters.down());
  await scope.orFail(
    progress.phase('Clusters', waitsFor => clusters.up(waitsFor)),
  );
  const engines = await scope.orFail(
    demoEngines({ home: state, ports, runtime, scope, progress }),
  );
  await progress.phase('Identity provider', async () => {
    await startIdentityProvider({ home: state, ports, runtime, scope });
  });
  const appUrl = addressesOf(ports).devServer;
  const configs = await writeConfig({
    home: state,
    ports,
    clusters: clusters.describe(),
    engines,
    appUrl,
  });
  progress.say(
    `\nApp and backend start with hot reload; the app will be at ${appUrl}. Ctrl-C ends everything.\n`,
  );
  await scope.orFail(
    run(
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
        'repo',
        'start',
        ...configs.flatMap(config => ['--config', config]),
      ],
      {
        cwd: root,
        env: { ...runtime.env, NODE_ENV: 'development' },
        privately: true,
        show: true,
      },
    ),
  );
});
