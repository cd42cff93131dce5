import fs from 'node:fs/promises';
import path from 'node:path';
import { readJsonIfThere } from '../lib/files.mjs';
import { root, testState } from '../lib/places.mjs';
import { lastLines } from '../lib/problem.mjs';
import { run } from '../lib/run.mjs';
import { jestResult, nodeResult } from './reports.mjs';

/** The test runners, each run once for a suite, with its output in a log and its report read. */

export const BACKSTAGE = [
  'node_modules',
  '@backstage',
  'cli',
  'bin',
  'backstage-cli',
];

export const logOf = suite => path.join(testState, 'logs', `${suite}.log`);
const reportOf = suite => path.join(testState, 'reports', `${suite}.json`);

/** Removes the report of an earlier run, so that only a fresh one can be read. */
async function freshReport(suite) {
  const report = reportOf(suite);
  await fs.rm(report, { force: true });
  await fs.mkdir(path.dirname(report), { recursive: true });
  return report;
}

/** `node --test` over these files. */
export async function nodeTests({ runtime, scope }, suite, files, env = {}) {
  const report = await freshReport(suite);
  const { output } = await run(
    runtime.node,
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${path.join(
        root,
        'tools',
        'testing',
        'nodeReporter.mjs',
      )}`,
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    {
      cwd: root,
      env: { ...runtime.env, ...env },
      log: logOf(suite),
      mayFail: true,
    },
  );
  scope.signal.throwIfAborted();
  return nodeResult(await readJsonIfThere(report), lastLines(output, 20));
}

/** jest over the whole repository, or the part that `args` choose; answers its report and what it came to. */
export async function jest({ runtime, scope }, suite, args, env) {
  const report = await freshReport(suite);
  const { output } = await run(
    runtime.node,
    [
      path.join(...BACKSTAGE),
      'repo',
      'test',
      '--watchAll=false',
      '--json',
      `--outputFile=${report}`,
      ...args,
    ],
    {
      cwd: root,
      env: {
        ...runtime.env,
        ...env,
        CI: 'true',
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      },
      log: logOf(suite),
      mayFail: true,
    },
  );
  scope.signal.throwIfAborted();
  const json = await readJsonIfThere(report);
  return { json, result: jestResult(json, lastLines(output, 40)) };
}
