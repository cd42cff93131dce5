/**
 * Tenancy in memory, for the tests of other backends.
 *
 * @packageDocumentation
 */
export * from './mockTenancy';
