/**
 * Every byte to and from a Kubernetes API server
 *
 * @packageDocumentation
 */
export {};
