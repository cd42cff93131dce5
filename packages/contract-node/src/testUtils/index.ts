/**
 * What tests of routes share.
 *
 * @packageDocumentation
 */
export * from './deniedCases';
export * from './noRights';
