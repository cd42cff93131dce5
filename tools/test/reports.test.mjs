import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastLine, total } from '../testing/results.mjs';
import {
  jestResult,
  nodeResult,
  passedBelow,
  playwrightResult,
} from '../testing/reports.mjs';

const assertion = (status, title, ...above) => ({
  status,
  title,
  ancestorTitles: above,
  fullName: [...above, title].join(' '),
});
const jest = {
  numPassedTests: 2,
  numFailedTests: 1,
  numPendingTests: 1,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    {
      name: 'a.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [
        assertion('passed', 'keeps', 'Store (SQLite)'),
        assertion('passed', 'keeps', 'Store (PostgreSQL)'),
        assertion('failed', 'loses', 'Store (PostgreSQL)'),
        assertion('pending', 'waits'),
      ],
    },
    {
      name: 'b.test.ts',
      status: 'failed',
      message: '\n  Cannot find module\nstack',
      assertionResults: [],
    },
  ],
};

test('jest: failed tests and files that do not load are failures, by name', () => {
  assert.deepEqual(jestResult(jest), {
    passed: 2,
    failed: 2,
    skipped: 1,
    failures: [
      'Store (PostgreSQL) loses (a.test.ts)',
      'b.test.ts could not run:   Cannot find module',
    ],
  });
});

test('jest: passed tests of one database are counted', () => {
  assert.equal(passedBelow(jest, '(PostgreSQL)'), 1);
});

test('a runner without a report, or without a test, has failed', () => {
  assert.equal(jestResult(undefined, 'killed').failed, 1);
  assert.equal(nodeResult(undefined).failed, 1);
  assert.equal(
    nodeResult({ passed: 0, failed: 0, skipped: 3, failures: [] }).failed,
    1,
  );
  assert.equal(
    playwrightResult({
      stats: { expected: 0, flaky: 0, unexpected: 0, skipped: 0 },
      suites: [],
      errors: [],
    }).failed,
    1,
  );
});

test('Playwright: failures are named with their describes, errors outside tests count', () => {
  assert.deepEqual(
    playwrightResult({
      stats: { expected: 3, flaky: 1, unexpected: 1, skipped: 2 },
      errors: [{ message: 'SyntaxError: x\n at y' }],
      suites: [
        {
          title: 'journey.test.ts',
          suites: [
            {
              title: 'journey',
              specs: [
                { title: 'releases', ok: false },
                { title: 'reads', ok: true },
              ],
            },
          ],
        },
      ],
    }),
    {
      passed: 4,
      failed: 2,
      skipped: 2,
      failures: ['journey.test.ts › journey › releases', 'SyntaxError: x'],
    },
  );
});

test('the last line is the sum over all suites', () => {
  const sum = total([
    { passed: 3, failed: 0, skipped: 1 },
    { passed: 1, failed: 2, skipped: 0 },
  ]);
  assert.equal(lastLine(sum), '4 passed, 2 failed');
});
