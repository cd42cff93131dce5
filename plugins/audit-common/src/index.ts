/**
 * The operation log: contract and shared types
 *
 * @packageDocumentation
 */
export * from './auditContract';
export * from './checkpoint';
export * from './entry';
export * from './finding';
export * from './integrity';
export * from './permissions';
