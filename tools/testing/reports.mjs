import { alsoFailing, failing } from './results.mjs';

/**
 * The reports of the test runners as results. A suite in which nothing ran has not passed: it counts as a failure.
 */

const NOTHING = runner =>
  `${runner} ran no test at all, which is no success; check the suite's file pattern.`;

function counted(runner, result) {
  return result.passed + result.failed === 0
    ? alsoFailing(result, NOTHING(runner))
    : result;
}

/**
 * @param {object | undefined} report what jest wrote with --json
 * @returns {import('./results.mjs').Result}
 */
export function jestResult(report, output = '') {
  if (!report) {
    return failing(`jest ended without a report.\n${output}`);
  }
  const failures = [];
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter(
      test => test.status === 'failed',
    );
    failures.push(...failed.map(test => `${test.fullName} (${file.name})`));
    if (file.status === 'failed' && failed.length === 0) {
      failures.push(`${file.name} could not run: ${firstLine(file.message)}`);
    }
  }
  return counted('jest', {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  });
}

/** How many tests passed below a describe whose title says so: `(PostgreSQL)`, say. */
export function passedBelow(report, words) {
  return report.testResults
    .flatMap(file => file.assertionResults)
    .filter(
      test =>
        test.status === 'passed' &&
        test.ancestorTitles.some(title => title.includes(words)),
    ).length;
}

/**
 * @param {object | undefined} report what Playwright's json reporter wrote
 * @returns {import('./results.mjs').Result}
 */
export function playwrightResult(report, output = '') {
  if (!report) {
    return failing(`Playwright ended without a report.\n${output}`);
  }
  const failures = specs(report.suites ?? [])
    .filter(({ spec }) => !spec.ok)
    .map(({ spec, titles }) => [...titles, spec.title].join(' › '));
  // An error outside any test, such as a file that does not load.
  const outside = (report.errors ?? []).map(error => firstLine(error.message));
  return counted('Playwright', {
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected + outside.length,
    skipped: report.stats.skipped,
    failures: [...failures, ...outside],
  });
}

function specs(suites, above = []) {
  return suites.flatMap(suite => {
    const titles = [...above, suite.title];
    return [
      ...(suite.specs ?? []).map(spec => ({ spec, titles })),
      ...specs(suite.suites ?? [], titles),
    ];
  });
}

/**
 * @param {{ passed: number, failed: number, skipped: number, failures: string[] } | undefined} report of nodeReporter.mjs
 * @returns {import('./results.mjs').Result}
 */
export function nodeResult(report, output = '') {
  return report
    ? counted('node --test', report)
    : failing(`node --test ended without a report.\n${output}`);
}

function firstLine(text = '') {
  return text.split('\n').find(line => line.trim() !== '') ?? 'no message';
}
