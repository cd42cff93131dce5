import { installPackages, mayInstallPackages } from '../lib/apt.mjs';
import {
  ENGINES,
  findEngines,
  howToGet,
  missingEngines,
} from '../lib/engines/programs.mjs';

/**
 * The engines that the tests need: those on this machine, and, on Debian as root, those its package manager installs.
 *
 * @returns {Promise<string | undefined>} what is lacking and how to get it, or nothing
 */
export async function provideEngines(env, waitsFor) {
  const missing = missingEngines(await findEngines(env));
  if (missing.length === 0) {
    return undefined;
  }
  if (await mayInstallPackages()) {
    const packages = missing.map(engine => ENGINES[engine].debian);
    waitsFor(`apt-get, which installs ${packages.join(' and ')}`);
    await installPackages(packages, {
      env,
      missing: howToGet(missing),
      services: missing.map(engine => ENGINES[engine].service),
    });
  }
  const lacking = missingEngines(await findEngines(env));
  return lacking.length > 0 ? howToGet(lacking) : undefined;
}
