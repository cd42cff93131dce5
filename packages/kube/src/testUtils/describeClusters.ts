/* eslint-disable jest/no-export, jest/valid-title, jest/no-disabled-tests, jest/expect-expect -- this makes suites for others */
import { applyBundle } from './applyBundle';
import { TestCluster, testClusters } from './testClusters';

/**
 * A describe block that runs against real API servers, with the bundle applied. Without `FLYTOWER_TEST_CLUSTERS` it is
 * skipped, loudly; where clusters are a must (`CI=true` and `FLYTOWER_REQUIRE_CLUSTERS=1`) that is an error.
 *
 * @public
 */
export function describeClusters(
  name: string,
  tests: (clusters: TestCluster[]) => void,
): void {
  const clusters = testClusters();
  if (clusters.length > 0) {
    describe(name, () => {
      beforeAll(async () => {
        await Promise.all(clusters.map(applyBundle));
      }, 60_000);
      afterAll(() => clusters.forEach(({ admin }) => admin.close()));
      tests(clusters);
    });
    return;
  }
  if (
    process.env.CI === 'true' &&
    process.env.FLYTOWER_REQUIRE_CLUSTERS === '1'
  ) {
    throw new Error(
      `"${name}" needs clusters: set FLYTOWER_TEST_CLUSTERS to the path of a clusters.json`,
    );
  }
  process.stderr.write(
    `SKIPPED, no clusters: "${name}". Set FLYTOWER_TEST_CLUSTERS to the path of a clusters.json.\n`,
  );
  describe.skip(name, () => {
    it('needs FLYTOWER_TEST_CLUSTERS', () => undefined);
  });
}
