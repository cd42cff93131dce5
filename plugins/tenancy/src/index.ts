/**
 * Tenants, members, quotas, environments and cluster bindings: the pages
 *
 * @packageDocumentation
 */
export {};
