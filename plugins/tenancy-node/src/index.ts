/**
 * Tenants, members, quotas, environments and cluster bindings: what other backends may use
 *
 * @packageDocumentation
 */
export * from './OperationsAdmins';
export * from './TenancyHub';
export * from './MembershipService';
export * from './TenancyService';
export { grants, type Grant } from './rights/grants';
export {
  rightsServiceFactory,
  rightsServiceRef,
  type RightsService,
} from './rights/RightsService';
export * from './rights/visibleEntities';
