/**
 * Data centres, clusters, nodes and live inventory: contract and shared types
 *
 * @packageDocumentation
 */
export * from './bundle';
export * from './cluster';
export * from './dataCentre';
export * from './fleetContract';
export * from './loss';
export * from './node';
export * from './permissions';
export * from './registration';
export * from './status';
