/* eslint-disable jest/no-export, jest/valid-title, jest/no-disabled-tests, jest/expect-expect -- this makes suites for others */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const testEngineSchema = z.object({
  name: z.string(),
  host: z.string(),
  port: z.number(),
  username: z.string().describe('The administrator'),
  password: z.string(),
  caFile: z.string().optional(),
  version: z.string(),
  pidFile: z.string(),
  stopFile: z.string(),
});

const testEnginesSchema = z.object({
  mariadb: testEngineSchema,
  redis: z.array(testEngineSchema).min(1),
});

/** One running server, as tools/ describes it. */
export type TestEngine = z.infer<typeof testEngineSchema>;

export type TestEngines = z.infer<typeof testEnginesSchema>;

/**
 * A describe block that runs against a real MariaDB and real Redis servers. Without `FLYTOWER_TEST_ENGINES` it is skipped,
 * loudly; where engines are a must (`FLYTOWER_REQUIRE_ENGINES=1`) that is an error.
 */
export function describeEngines(
  name: string,
  tests: (engines: TestEngines) => void,
): void {
  const file = process.env.FLYTOWER_TEST_ENGINES;
  if (file) {
    const engines = testEnginesSchema.parse(
      JSON.parse(readFileSync(file, 'utf8')),
    );
    describe(name, () => {
      tests(engines);
    });
    return;
  }
  if (process.env.FLYTOWER_REQUIRE_ENGINES === '1') {
    throw new Error(
      `"${name}" needs engines: set FLYTOWER_TEST_ENGINES to the path of an engines.json`,
    );
  }
  process.stderr.write(
    `SKIPPED, no engines: "${name}". Run node tools/engines.mjs and set FLYTOWER_TEST_ENGINES to the path it prints.\n`,
  );
  describe.skip(name, () => {
    it('needs FLYTOWER_TEST_ENGINES', () => undefined);
  });
}

/** Freezes a server while some work runs: it keeps its connections and answers nothing. */
export async function whileFrozen<T>(
  { pidFile }: TestEngine,
  work: () => Promise<T>,
): Promise<T> {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
