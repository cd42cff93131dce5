/**
 * Tenancy in memory, for the tests of other backends.
 *
 * @packageDocumentation
 */
export { mockRights } from './mockRights';
export * from './mockTenancy';
