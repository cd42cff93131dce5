/**
 * Mounts a contract on express: parse, authorise, handle, answer
 *
 * @packageDocumentation
 */
export type { TenantScope } from '@flytower/contract';
export { scopeFor } from './authorise';
export { type Caller, personOf } from './caller';
export * from './Call';
export * from './createContractRouter';
export { createServiceClient } from './createServiceClient';
export { tenantNotFound } from './errors';
export { narrowed } from './narrowed';
export { TextStream } from './TextStream';
export { toCsv } from './toCsv';
export {
  isTenantPermission,
  registerTenantPermissions,
  scopeOf,
  tenantsDecision,
} from './tenantPermissions';
