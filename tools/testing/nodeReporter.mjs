/** A reporter of node:test that writes what the runner counts, as JSON. Suites are no tests and are not counted. */
export default async function* nodeReporter(events) {
  const report = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for await (const { type, data } of events) {
    if (
      (type !== 'test:pass' && type !== 'test:fail') ||
      data.details?.type === 'suite'
    ) {
      continue;
    }
    if (data.skip !== undefined || data.todo !== undefined) {
      report.skipped += 1;
    } else if (type === 'test:pass') {
      report.passed += 1;
    } else {
      report.failed += 1;
      report.failures.push(`${data.name} (${data.file})`);
    }
  }
  yield JSON.stringify(report);
}
