import path from 'node:path';
import { installPackages, mayInstallPackages } from '../lib/apt.mjs';
import { exists } from '../lib/files.mjs';

const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const DEBIAN_PACKAGES = ['chromium', 'fonts-wqy-zenhei'];

/**
 * The Chromium for the browser tests: the one FLYTOWER_CHROMIUM names, the one on the PATH, or, on Debian as root, the one
 * its package manager installs (with a font that has Chinese, for the screenshots).
 *
 * @returns {Promise<string | undefined>}
 */
export async function findChromium(env, waitsFor) {
  const found = await onThisMachine(env);
  if (found) {
    return found;
  }
  if (await mayInstallPackages()) {
    waitsFor(`apt-get, which installs ${DEBIAN_PACKAGES.join(' and ')}`);
    await installPackages(DEBIAN_PACKAGES, {
      env,
      missing: 'There is no apt-get on this Debian; install Chromium yourself.',
    });
    return onThisMachine(env);
  }
  return undefined;
}

async function onThisMachine(env) {
  const folders = (env.PATH ?? '').split(path.delimiter);
  const candidates = [
    env.FLYTOWER_CHROMIUM,
    ...PROGRAMS.flatMap(name => folders.map(folder => path.join(folder, name))),
    ...(process.platform === 'darwin' ? MAC : []),
  ];
  for (const candidate of candidates.filter(Boolean)) {
    if (await exists(candidate)) {
      return candidate;
    }
  }
  return undefined;
}
