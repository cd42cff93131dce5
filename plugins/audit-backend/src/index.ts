/**
 * The operation log: the backend
 *
 * @packageDocumentation
 */
export {};
