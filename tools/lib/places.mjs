import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.dirname(
  path.dirname(path.dirname(fileURLToPath(import.meta.url))),
);

/** Where everything of this checkout's local installation lives; `npm run reset` removes it. */
export const state = path.join(root, '.flytower');

/** What `npm test` starts lives apart from what the developer works with. */
export const testState = path.join(state, 'test');

/** What all checkouts of a person share: Node, Yarn, and the programs of the clusters. */
export function cache(env = process.env) {
  if (env.FLYTOWER_CACHE) {
    return path.resolve(env.FLYTOWER_CACHE);
  }
  const base = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'flytower');
}
