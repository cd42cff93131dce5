import fs from 'node:fs/promises';
import { exists } from './files.mjs';
import { run } from './run.mjs';

/** What invoke-rc.d asks before it starts a service of a package; 101 is "not allowed". */
const POLICY = '/usr/sbin/policy-rc.d';

/** Whether this is a Debian or Ubuntu whose packages we may install. */
export async function mayInstallPackages() {
  return process.getuid?.() === 0 && exists('/etc/debian_version');
}

/**
 * Installs Debian packages, whose services are neither started now nor at the next boot: what wants their programs runs them
 * itself. Answers whether apt-get says that it worked.
 *
 * @param {string[]} packages
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.missing the sentence when there is no apt-get
 * @param {string[]} [options.services] the services these packages bring
 */
export async function installPackages(
  packages,
  { env, missing, services = [] },
) {
  const options = {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    mayFail: true,
    missing,
  };
  const forbidden = services.length > 0 && (await forbidServices());
  try {
    await run('apt-get', ['update', '-q'], options);
    const { code } = await run(
      'apt-get',
      ['install', '-qy', '--no-install-recommends', ...packages],
      options,
    );
    if (services.length > 0 && (await exists('/run/systemd/system'))) {
      await run('systemctl', ['disable', ...services], options);
    }
    return code === 0;
  } finally {
    if (forbidden) {
      await fs.rm(POLICY, { force: true });
    }
  }
}

/** Answers false where a policy is there already: it is its owner's. */
async function forbidServices() {
  try {
    await fs.writeFile(POLICY, '#!/bin/sh\nexit 101\n', {
      mode: 0o755,
      flag: 'wx',
    });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}
