/**
 * Tenants, members, quotas, environments and cluster bindings: contract and shared types
 *
 * @packageDocumentation
 */
export * from './roles';
export * from './amounts';
export * from './permissions';
export * from './environment';
export * from './installation';
export * from './quota';
export * from './member';
export * from './team';
export * from './tenant';
export * from './onboarding';
export * from './reservation';
export * from './reserving';
export * from './snapshot';
export * from './tenancyContract';
