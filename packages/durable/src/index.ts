/**
 * Durable work: store, operations, leases, outbox and change feed
 *
 * @packageDocumentation
 */
export {};
