/**
 * Mounts a contract on express: parse, authorise, handle, answer
 *
 * @packageDocumentation
 */
export {};
