import { RootConfigService } from '@backstage/backend-plugin-api';
import { readRingKeys, RingKey } from './keyRing';

/** Where the keys that seal stand in the configuration. */
export const SEAL_KEYS = 'flytower.seal.keys';

/**
 * The keys of `flytower.seal.keys`, the one that seals first.
 *
 * @throws InputError naming the place in the configuration, and never a key
 *
 * @public
 */
export function readSealKeys(config: RootConfigService): RingKey[] {
  return readRingKeys(config, SEAL_KEYS);
}
