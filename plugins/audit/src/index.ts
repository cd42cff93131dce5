/**
 * The operation log: the pages
 *
 * @packageDocumentation
 */
export {};
