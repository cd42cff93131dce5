/**
 * Secrets at rest: sealed with a ring of keys.
 *
 * @packageDocumentation
 */
export { keyRing, readRingKeys, type RingKey } from './keyRing';
export { readSealKeys } from './readSealKeys';
export * from './Sealer';
export * from './Secret';
