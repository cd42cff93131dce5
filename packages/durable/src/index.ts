/**
 * Durable work: store, operations, leases, outbox and change feed
 *
 * @packageDocumentation
 */
export type { TenantScope } from '@flytower/contract';
export * from './Clock';
export * from './columns';
export * from './newId';
export * from './Store';
export * from './openStore';
export * from './OperationStore';
export type { ControlVerb } from './operationRow';
export type { Outcome } from './OperationClaims';
export * from './Engine';
export * from './outbox';
export * from './Poller';
export * from './Resealer';
export * from './withIdempotency';
