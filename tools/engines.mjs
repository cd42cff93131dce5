import path from 'node:path';
import { parseArgs } from 'node:util';
import { demoEngines } from './lib/engines/demoEngines.mjs';
import { enginesFile } from './lib/engines/engines.mjs';
import { Progress } from './lib/progress.mjs';
import { command } from './lib/scope.mjs';

/**
 * Engines of one's own, for tests by hand: `node tools/engines.mjs --home FOLDER --mysql 13306 --redis 16379`. Runs until
 * Ctrl-C; the path of the described engines, for FLYTOWER_TEST_ENGINES, is the last line it prints.
 */
command(async scope => {
  const { values } = parseArgs({
    options: {
      home: { type: 'string', default: '.flytower/engines-by-hand' },
      mysql: { type: 'string', default: '13906' },
      redis: { type: 'string', default: '16979' },
    },
  });
  const home = path.resolve(values.home);
  const redis = Number(values.redis);
  await scope.orFail(
    demoEngines({
      home,
      ports: { mysql: Number(values.mysql), redis: [redis, redis + 1] },
      runtime: { node: process.execPath, env: process.env },
      scope,
      progress: new Progress(),
    }),
  );
  process.stdout.write(`${enginesFile(home)}\n`);
  await scope.orFail(new Promise(() => {}));
});
