/**
 * The one permission policy: default deny
 *
 * @packageDocumentation
 */
export {};
