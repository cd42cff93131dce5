/**
 * Tenants, members, quotas, environments and cluster bindings: the backend
 *
 * @packageDocumentation
 */
export { tenancyPlugin as default } from './plugin';
