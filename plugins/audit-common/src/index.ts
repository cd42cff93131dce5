/**
 * The operation log: contract and shared types
 *
 * @packageDocumentation
 */
export * from './auditContract';
export * from './entry';
export * from './integrity';
export * from './permissions';
