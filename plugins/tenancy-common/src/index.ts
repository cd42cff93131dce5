/**
 * Tenants, members, quotas, environments and cluster bindings: contract and shared types
 *
 * @packageDocumentation
 */
export {};
