import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

/** Where a distribution's own Chromium usually is, for machines that cannot download Playwright's. */
const systemChromium = '/usr/bin/chromium';
const executablePath =
  process.env.FLYTOWER_CHROMIUM ??
  (existsSync(systemChromium) ? systemChromium : undefined);
const artifacts = resolve(__dirname, '../../artifacts');

/**
 * The journeys run against a portal that is already started: `node tools/test.mjs browser` starts one, with real
 * clusters and the local identity provider, and sets FLYTOWER_BASE_URL and FLYTOWER_TEST_CLUSTERS.
 */
export default defineConfig({
  testDir: 'e2e-tests',
  outputDir: resolve(artifacts, 'playwright'),
  // The stages build on each other and share two clusters.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [
    ['list'],
    ['json', { outputFile: resolve(artifacts, 'playwright/report.json') }],
  ],
  use: {
    baseURL: process.env.FLYTOWER_BASE_URL ?? 'http://localhost:7007',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      // Chromium's sandbox refuses to run as root, which is what containers of build machines do.
      args:
        process.getuid?.() === 0
          ? ['--no-sandbox', '--disable-dev-shm-usage']
          : [],
    },
  },
});
