/**
 * What tests of routes share.
 *
 * @packageDocumentation
 */
export * from './deniedCases';
