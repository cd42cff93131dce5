/**
 * The operation log: contract and shared types
 *
 * @packageDocumentation
 */
export {};
