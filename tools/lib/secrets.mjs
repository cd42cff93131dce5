import { generateKeyPairSync, randomBytes } from 'node:crypto';
import path from 'node:path';
import { readJsonIfThere, writeJson } from './files.mjs';

const random = bytes => randomBytes(bytes).toString('base64');

/** What is secret in a local installation, by how it is made. */
const RECIPES = {
  /** Shared by the portal and the identity provider. */
  clientSecret: () => random(24),
  sessionSecret: () => random(24),
  cookieKey: () => random(24),
  /** The identity provider signs with it. */
  signingKey: () => ({
    kid: `local-${random(6)}`,
    use: 'sig',
    alg: 'RS256',
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      format: 'jwk',
    }),
  }),
  /** Seals the credentials of clusters in the database. */
  sealKey: () => ({ id: 'local-1', key: random(32) }),
  /** Signs the operation log. */
  auditKey: () => ({ id: 'local-1', key: random(32) }),
  /** Of the administrators of the demo servers. */
  mysqlPassword: () => random(24),
  redisPassword: () => random(24),
  /** Lets tests call as a service. */
  accessToken: () => random(24),
};

/**
 * The secrets of one local installation, made once and kept: new ones would end every session and make every sealed
 * credential unreadable. Only the person who started it may read the file.
 */
export async function localSecrets(home) {
  const file = path.join(home, 'secrets.json');
  const present = (await readJsonIfThere(file)) ?? {};
  const missing = Object.keys(RECIPES).filter(name => !(name in present));
  if (missing.length === 0) {
    return present;
  }
  // What the operation log of a version before wrote was signed by nobody, and is to be adopted.
  const adoptUnsigned =
    present.sealKey !== undefined && present.auditKey === undefined;
  const all = {
    ...present,
    ...(adoptUnsigned && { adoptUnsigned }),
    ...Object.fromEntries(missing.map(name => [name, RECIPES[name]()])),
  };
  await writeJson(file, all, { mode: 0o600 });
  return all;
}
