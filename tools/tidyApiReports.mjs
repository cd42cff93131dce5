import fs from 'node:fs/promises';
import { listFiles } from './lib/files.mjs';
import path from 'node:path';
import { root } from './lib/places.mjs';

/**
 * The last step of `yarn api-reports`: takes out the warnings that name files by their place on this machine, so that a
 * report says the same wherever it is made.
 */
for (const folder of ['packages', 'plugins']) {
  const reports = (await listFiles(path.join(root, folder))).filter(file =>
    /\/report[^/]*\.api\.md$/.test(file),
  );
  for (const report of reports) {
    const text = await fs.readFile(report, 'utf8');
    const tidy = text
      .split('\n')
      .filter(line => !line.includes(root))
      .join('\n');
    if (tidy !== text) {
      await fs.writeFile(report, tidy);
    }
  }
}
