/**
 * Every byte to and from a Kubernetes API server
 *
 * @packageDocumentation
 */
export * from './bundle';
export * from './client';
export * from './connection';
export * from './http';
export * from './inventory';
export * from './naming';
export * from './watch';
export * from './probe';
