/**
 * Mounts a contract on express: parse, authorise, handle, answer
 *
 * @packageDocumentation
 */
export type { TenantScope } from '@flytower/contract';
export { type Authority, type Rights, scopeFor } from './authorise';
export { type Caller, personOf, pluginOf } from './caller';
export * from './Call';
export * from './createContractRouter';
export { createServiceClient } from './createServiceClient';
export { selfFetch } from './selfFetch';
export { assertInScope, PayloadTooLargeError, tenantNotFound } from './errors';
export { readBody } from './readBody';
export { isInScope, narrowed } from './scopes';
export { TextStream } from './TextStream';
export { toCsv } from './toCsv';
export {
  isTenantPermission,
  registerTenantPermissions,
  scopeOf,
  tenantsDecision,
} from './tenantPermissions';
export { refuseOutsiders } from './refuseOutsiders';
export { withoutCredentials } from './withoutCredentials';
