/**
 * What a suite came to.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[], notes?: string[] }} Result
 */

/** @returns {Result} one check that either holds or does not, such as the formatting */
export function oneCheck(ok, failure) {
  return ok ? passing(1) : failing(failure);
}

/** @returns {Result} */
export function passing(passed) {
  return { passed, failed: 0, skipped: 0, failures: [] };
}

/** @returns {Result} a suite that could not even run: one failure, with its sentence */
export function failing(failure) {
  return { passed: 0, failed: 1, skipped: 0, failures: [failure] };
}

/** @returns {Result} */
export function skippedSuite(reason) {
  return { passed: 0, failed: 0, skipped: 1, failures: [], notes: [reason] };
}

/** @returns {Result} a result with one more failure, found when looking at it as a whole */
export function alsoFailing(result, failure) {
  return {
    ...result,
    failed: result.failed + 1,
    failures: [...result.failures, failure],
  };
}

/** The sum over all suites. */
export function total(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of results) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/** The last line of `npm test`. */
export function lastLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
