/**
 * Bindings for the tests of other backends.
 *
 * @packageDocumentation
 */
export * from './mockBindings';
