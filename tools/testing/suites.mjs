import fs from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { enginesFile, startEngines } from '../lib/engines/engines.mjs';
import { listFiles, readJsonIfThere } from '../lib/files.mjs';
import { root, testState } from '../lib/places.mjs';
import { lastLines } from '../lib/problem.mjs';
import { wipe } from '../lib/reset.mjs';
import { run } from '../lib/run.mjs';
import { Scope } from '../lib/scope.mjs';
import { smokeTestBundle } from './bundle.mjs';
import { findChromium } from './chromium.mjs';
import { provideEngines } from './provideEngines.mjs';
import { BACKSTAGE, jest, logOf, nodeTests } from './runners.mjs';
import { startPostgres, POSTGRES_VARIABLE } from './postgres.mjs';
import { passedBelow, playwrightResult } from './reports.mjs';
import { alsoFailing, failing, oneCheck, skippedSuite } from './results.mjs';

const CLUSTER_TESTS = '\\.cluster\\.test\\.';
const ENGINE_TESTS = '\\.engine\\.test\\.';

/**
 * All suites, in the order in which they run: what is quick to fail comes first. Each answers a
 * {@link import('./results.mjs').Result}. Those side by side have one core each and nothing in common.
 *
 * @type {Record<string, { what: string, sideBySide?: boolean, run: (context: Context) => Promise<import('./results.mjs').Result> }>}
 *
 * @typedef {object} Context
 * @property {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @property {import('../lib/scope.mjs').Scope} scope
 * @property {ReturnType<typeof import('../lib/ports.mjs').portsFor>} ports
 * @property {(what: string) => void} waitsFor
 * @property {() => Promise<string>} clusters brings the tests' clusters up and answers the path of their clusters.json
 * @property {string} enginesOfPortal where the portal's demo servers are described, once it is started
 * @property {() => Promise<string>} portal starts the tests' portal and answers its address
 */
export const SUITES = {
  format: {
    what: 'prettier --check',
    sideBySide: true,
    run: context =>
      check(
        context,
        'format',
        [['node_modules/prettier/bin-prettier.js', '--check', '.']],
        'Some files are not formatted; run `npm run format`.',
      ),
  },
  lint: {
    what: 'eslint, the import arrows among its rules',
    sideBySide: true,
    run: context =>
      check(
        context,
        'lint',
        [
          [path.join(...BACKSTAGE), 'repo', 'lint', '--max-warnings', '0'],
          [
            'node_modules/eslint/bin/eslint.js',
            'tools',
            '--ext',
            '.mjs,.cjs',
            '--max-warnings',
            '0',
          ],
        ],
        'Lint found errors.',
      ),
  },
  types: {
    what: 'tsc',
    sideBySide: true,
    run: context =>
      check(
        context,
        'types',
        [['node_modules/typescript/bin/tsc']],
        'TypeScript found errors.',
      ),
  },
  tools: { what: 'node --test of tools/', run: runToolTests },
  unit: { what: 'jest over SQLite and PostgreSQL', run: runUnitTests },
  cluster: { what: 'jest against real clusters', run: runClusterTests },
  engine: {
    what: 'jest against a real MariaDB and real Redis servers',
    run: runEngineTests,
  },
  system: {
    what: 'a portal that is killed, its clusters stopped, its secrets searched for',
    run: runSystemTests,
  },
  replicas: {
    what: 'two backends on one PostgreSQL: killed, keys rotated, a dump put back',
    run: runReplicaTests,
  },
  browser: { what: 'Playwright on the started portal', run: runBrowserTests },
  bundle: {
    what: 'the backend bundle, started as the Dockerfile does',
    run: smokeTestBundle,
  },
};

/** One check, of one command or several: it holds when all of them succeed. */
async function check({ runtime }, suite, commands, failure) {
  const outputs = [];
  for (const [index, args] of commands.entries()) {
    const { code, output } = await run(runtime.node, args, {
      cwd: root,
      env: { ...runtime.env, FORCE_COLOR: '0' },
      log: logOf(index === 0 ? suite : `${suite}-${index + 1}`),
      mayFail: true,
    });
    if (code !== 0) {
      outputs.push(lastLines(stripVTControlCharacters(output), 40));
    }
  }
  return oneCheck(outputs.length === 0, [failure, ...outputs].join('\n'));
}

async function runToolTests(context) {
  const tests = (await listFiles(path.join(root, 'tools'))).filter(file =>
    file.endsWith('.test.mjs'),
  );
  return nodeTests(context, 'tools', tests);
}

function runSystemTests(context) {
  return testsOfPortals(context, 'system', 'main.mjs');
}

function runReplicaTests(context) {
  return testsOfPortals(context, 'replicas', path.join('replicas', 'main.mjs'));
}

/** Tests that start portals of their own over the tests' clusters. */
async function testsOfPortals(context, suite, main) {
  const clusters = await context.clusters();
  context.waitsFor('node --test');
  return nodeTests(context, suite, [path.join(root, 'tools', 'system', main)], {
    FLYTOWER_TEST_CLUSTERS: clusters,
  });
}

async function runUnitTests(context) {
  const { runtime, waitsFor, scope, ports } = context;
  waitsFor('PostgreSQL');
  const connection =
    process.env[POSTGRES_VARIABLE] ??
    (await startPostgres({
      home: testState,
      port: ports.postgres,
      env: runtime.env,
      scope,
    }));
  waitsFor('jest');
  const { json, result } = await jest(
    context,
    'unit',
    [
      // A worker that is replaced reads all of Backstage anew: Backstage's own bound, 1 GB, does so every few files.
      '--workerIdleMemoryLimit=10%',
      '--testPathIgnorePatterns',
      CLUSTER_TESTS,
      ENGINE_TESTS,
      '/node_modules/',
      '/dist/',
      '/e2e-tests/',
    ],
    { [POSTGRES_VARIABLE]: connection, FLYTOWER_REQUIRE_POSTGRES: '1' },
  );
  const overPostgres = json ? passedBelow(json, '(PostgreSQL)') : 0;
  return overPostgres > 0
    ? { ...result, notes: [`${overPostgres} of them over PostgreSQL`] }
    : alsoFailing(
        result,
        'No store test ran over PostgreSQL; every store test runs on both databases.',
      );
}

async function runClusterTests(context) {
  const clusters = await context.clusters();
  context.waitsFor('jest');
  const { result } = await jest(
    context,
    'cluster',
    // One after the other: some of them stop an API server that the others need.
    ['--runInBand', '--testPathPatterns', CLUSTER_TESTS],
    { FLYTOWER_TEST_CLUSTERS: clusters, FLYTOWER_REQUIRE_CLUSTERS: '1' },
  );
  return result;
}

async function runEngineTests(context) {
  const { runtime, waitsFor } = context;
  const lacking = await provideEngines(runtime.env, waitsFor);
  if (lacking) {
    const reason = `The engine tests did not run: ${lacking}`;
    return process.env.CI ? failing(reason) : skippedSuite(reason);
  }
  // Of their own, and gone with the suite: the portal of the next suites starts with empty ones.
  const scope = new Scope();
  try {
    const home = path.join(testState, 'engine');
    // Under root their data may lie outside the state folder, and outlive a run.
    await wipe(home);
    await startEngines({ ...context, home, scope, onCrash: scope.fail });
    waitsFor('jest');
    const { result } = await scope.orFail(
      jest(
        context,
        'engine',
        // One after the other: some of them stop a server that the others need.
        ['--runInBand', '--testPathPatterns', ENGINE_TESTS],
        {
          FLYTOWER_TEST_ENGINES: enginesFile(home),
          FLYTOWER_REQUIRE_ENGINES: '1',
        },
      ),
    );
    return result;
  } finally {
    await scope.close();
  }
}

async function runBrowserTests(context) {
  const { runtime, waitsFor, scope, enginesOfPortal } = context;
  waitsFor('Chromium');
  const chromium = await findChromium(runtime.env, waitsFor);
  if (!chromium) {
    const reason =
      'The browser tests did not run: there is no Chromium; install one, or name it by FLYTOWER_CHROMIUM.';
    return process.env.CI ? failing(reason) : skippedSuite(reason);
  }
  const clusters = await context.clusters();
  const portal = await context.portal();
  waitsFor('Playwright');
  const app = path.join(root, 'packages', 'app');
  const report = path.join(root, 'artifacts', 'playwright', 'report.json');
  await fs.rm(path.join(root, 'artifacts'), { recursive: true, force: true });
  const { output } = await run(
    runtime.node,
    [path.join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test'],
    {
      cwd: app,
      env: {
        ...runtime.env,
        FLYTOWER_CHROMIUM: chromium,
        FLYTOWER_BASE_URL: portal,
        FLYTOWER_TEST_CLUSTERS: clusters,
        FLYTOWER_TEST_ENGINES: enginesOfPortal,
      },
      log: logOf('browser'),
      onLine: line => waitsFor(`Playwright: ${line}`),
      mayFail: true,
    },
  );
  scope.signal.throwIfAborted();
  return playwrightResult(await readJsonIfThere(report), lastLines(output, 40));
}
