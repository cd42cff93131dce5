/**
 * Tenants, members, quotas, environments and cluster bindings: the backend
 *
 * @packageDocumentation
 */
export {};
