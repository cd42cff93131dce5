import { LoggerService } from '@backstage/backend-plugin-api';
import { Store } from '@flytower/durable';
import { Sealer, UnsealError } from '@flytower/sealing';
import { connectionPlace } from './connectionSeal';
import { ClusterStore } from './ClusterStore';

/**
 * Brings every connection under the first key of the ring. After it has run once with a new key in front, the old key
 * may be dropped from the configuration.
 */
export async function resealAll(options: {
  store: Store;
  clusters: ClusterStore;
  sealer: Sealer;
  logger: LoggerService;
}): Promise<void> {
  const { store, clusters, sealer, logger } = options;
  for (const cluster of await clusters.list()) {
    if (cluster.sealKey === sealer.keyId) {
      continue;
    }
    const place = connectionPlace(cluster.id);
    try {
      const value = sealer.seal(
        sealer.open(cluster.sealedConnection, place),
        place,
      );
      await store.transaction(trx =>
        clusters.reseal(trx, cluster, { value, key: sealer.keyId }),
      );
      logger.info(
        `The credential of cluster "${cluster.name}" is sealed with the key "${sealer.keyId}" now, no longer with "${cluster.sealKey}"`,
      );
    } catch (error) {
      if (!(error instanceof UnsealError)) {
        throw error;
      }
      logger.error(
        `The credential of cluster "${cluster.name}" cannot be opened: ${error.message}`,
      );
    }
  }
}
