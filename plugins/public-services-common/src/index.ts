/**
 * Offerings, plans, instances and bindings: contract and shared types.
 *
 * @packageDocumentation
 */
export * from './binding';
export * from './engine';
export * from './instance';
export * from './offering';
export * from './permissions';
export * from './publicServicesContract';
export * from './server';
