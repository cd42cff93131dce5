/**
 * Tenants, members, quotas, environments and cluster bindings: what other backends may use
 *
 * @packageDocumentation
 */
export {};
