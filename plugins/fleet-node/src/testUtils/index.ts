/**
 * A fleet for tests of other plugins.
 *
 * @packageDocumentation
 */
export * from './MemoryApiServer';
export * from './mockFleet';
export * from './rows';
