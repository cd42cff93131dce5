import { BUNDLE_VERSION, bundleVersionOf } from '../bundle/bundle';
import { ClusterClient } from '../client/ClusterClient';
import { KubeError } from '../client/KubeError';
import { SYSTEM_NAMESPACE } from '../naming/objectName';

/** Which bundle a cluster says it holds; `unknown` where that could not be asked. */
export type HeldBundle =
  | { kind: 'held'; version: number }
  | { kind: 'absent' }
  | { kind: 'unknown'; sentence: string };

/** Asks the cluster. Throws for no answer of it. */
export async function readHeldBundle(
  client: ClusterClient,
): Promise<HeldBundle> {
  try {
    const namespace = await client.get({
      apiVersion: 'v1',
      kind: 'Namespace',
      name: SYSTEM_NAMESPACE,
    });
    const version = bundleVersionOf(namespace?.metadata?.labels);
    return version === undefined
      ? { kind: 'absent' }
      : { kind: 'held', version };
  } catch (error) {
    if (error instanceof KubeError) {
      return { kind: 'unknown', sentence: error.sentence };
    }
    throw error;
  }
}

/**
 * By which version the cluster is measured: an older bundle goes on working as it is; where there is none, the newest is
 * what its administrator would apply.
 */
export function measuredVersion(bundle: HeldBundle): number {
  return bundle.kind === 'held'
    ? Math.min(bundle.version, BUNDLE_VERSION)
    : BUNDLE_VERSION;
}
