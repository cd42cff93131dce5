/**
 * The operation log: what other backends may use
 *
 * @packageDocumentation
 */
export {};
