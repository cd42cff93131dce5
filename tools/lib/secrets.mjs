import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readJsonIfThere, writeJson } from './files.mjs';

const random = bytes => randomBytes(bytes).toString('base64');

/**
 * The secrets of one local installation, made once and kept: new ones would end every session and make every sealed
 * credential unreadable. Only the person who started it may read the file.
 */
export async function localSecrets(home) {
  const file = path.join(home, 'secrets.json');
  const present = await readJsonIfThere(file);
  if (present) {
    return present;
  }
  const made = {
    clientSecret: random(24),
    sessionSecret: random(24),
    cookieKey: random(24),
    sealKey: { id: 'local-1', key: random(32) },
    accessToken: random(24),
  };
  await writeJson(file, made, { mode: 0o600 });
  return made;
}
