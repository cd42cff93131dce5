/**
 * What tests of stores and engines share.
 *
 * @packageDocumentation
 */
export * from './describeDatabases';
export * from './FakeClock';
export * from './eventually';
export * from './seeded';
