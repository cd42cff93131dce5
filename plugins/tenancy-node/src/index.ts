/**
 * Tenants, members, quotas, environments and cluster bindings: what other backends may use
 *
 * @packageDocumentation
 */
export * from './TenancyHub';
export * from './MembershipService';
export * from './TenancyService';
export * from './OperationsAdmins';
export * from './visibleEntities';
