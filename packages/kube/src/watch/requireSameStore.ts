import { ClusterClient } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { readHead } from './listPages';
import { isLater } from './watchEvent';

/**
 * Makes sure, before a watch is taken up again, that its version still lies in the past of the store.
 *
 * Once etcd was put back from a backup it does not: an API server then lets the watch stand, and tells nothing until new
 * versions have passed the old one, and of what happened up to there nothing ever (kubernetes/kubernetes#107457). A watch
 * cannot find that out, and silence proves nothing. A list without a resource version can: it is answered for a quorum of
 * etcd, so that its version is not below any that was seen before it was asked for, whichever API server answers and however
 * far its watch cache lags behind another's. One that is below means that the store was put back, and nothing else.
 *
 * @example
 * A watch that ended at 1200 finds the store at 1000: put back. It finds it at 1200 or 1300: not, as far as can be told.
 *
 * @throws KubeError when it was put back, or when the list cannot be read
 */
export async function requireSameStore(
  client: ClusterClient,
  path: string,
  seen: string,
  signal: AbortSignal,
): Promise<void> {
  const { version } = await readHead(client, path, signal);
  if (isEarlier(version, seen)) {
    throw KubeError.putBack(client.name, `watch ${path}`);
  }
}

/** Never true of a version that is no number: those have no order. */
function isEarlier(version: string, than: string): boolean {
  return isLater(than, version) && !isLater(version, than);
}
