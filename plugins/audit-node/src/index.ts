/**
 * The operation log: what other backends may use
 *
 * @packageDocumentation
 */
export * from './AuditHub';
export * from './auditorServiceFactory';
export * from './belongsToLog';
