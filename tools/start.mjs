import path from 'node:path';
import { buildApp } from './lib/app.mjs';
import { clustersFor } from './lib/clusters.mjs';
import { demoEngines } from './lib/engines/demoEngines.mjs';
import { elapsed, Progress } from './lib/progress.mjs';
import { state } from './lib/places.mjs';
import {
  addressesOf,
  startBackend,
  startIdentityProvider,
  writeConfig,
} from './lib/portal.mjs';
import { portsFor, requireFree } from './lib/ports.mjs';
import { command } from './lib/scope.mjs';
import { holdPortal, setUp } from './lib/setup.mjs';
import { welcome } from './lib/welcome.mjs';

/** `npm start`: the portal as its users run it, on one port, with clusters and sign-in of its own. */
command(async scope => {
  const began = performance.now();
  const ports = portsFor(process.env.FLYTOWER_PORT_OFFSET);
  const progress = new Progress();
  progress.say('Flytower starts\n');
  await holdPortal(scope);
  await requireFree({
    'the portal': ports.portal,
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
    return addressesOf(ports).issuer;
  });
  await scope.orFail(
    progress.phase('App', waitsFor => buildApp(runtime, waitsFor)),
  );
  const configs = await writeConfig({
    home: state,
    ports,
    clusters: clusters.describe(),
    engines,
  });
  await progress.phase('Portal', async waitsFor => {
    waitsFor('the backend to say that it is ready');
    await startBackend({ home: state, ports, runtime, scope, configs });
    return addressesOf(ports).portal;
  });
  progress.say(
    welcome({
      url: addressesOf(ports).portal,
      clusters: clusters.describe(),
      took: elapsed(performance.now() - began),
      logs: path.relative(process.cwd(), path.join(state, 'logs')),
    }),
  );
  scope.onEnd(
    clusters.watch((name, component) =>
      progress.say(
        `${component} of cluster ${name} has ended; the portal shows what that means, and the next \`npm start\` revives it.`,
      ),
    ),
  );
  await scope.orFail(new Promise(() => {}));
});
