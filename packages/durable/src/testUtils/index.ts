/**
 * What tests of stores and engines share.
 *
 * @packageDocumentation
 */
export * from './describeDatabases';
export * from './dumpOf';
export * from './FakeClock';
export * from './eventually';
export * from './readAll';
export * from './seeded';
export * from './rewriteNewest';
