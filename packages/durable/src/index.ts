/**
 * Durable work: store, operations, leases, outbox and change feed
 *
 * @packageDocumentation
 */
export type { TenantScope } from '@flytower/contract';
export * from './Clock';
export * from './columns';
export * from './groupBy';
export { newId } from './newId';
export * from './Store';
export * from './openStore';
export type { ListOperations } from './listOperations';
export * from './OperationStore';
export type { ControlVerb } from './operationRow';
export type { Outcome } from './OperationClaims';
export * from './Engine';
export type { OperationHandler, OperationWork } from './OperationWorker';
export * from './outbox';
export * from './feed';
export * from './Poller';
export { type ReadinessService, readinessServiceRef } from './Readiness';
export * from './readRetention';
export * from './Resealer';
export * from './Retention';
export * from './RevisionFollower';
export * from './Startup';
export * from './withIdempotency';
