/**
 * Metering: the ledger of what existed, ran and was stopped: contract and shared types
 *
 * @packageDocumentation
 */
export * from './figures';
export * from './meteringContract';
export * from './permissions';
export * from './units';
export * from './usage';
