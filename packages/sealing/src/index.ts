/**
 * Secrets at rest: sealed with a ring of keys.
 *
 * @packageDocumentation
 */
export * from './readSealKeys';
export * from './Sealer';
export * from './Secret';
