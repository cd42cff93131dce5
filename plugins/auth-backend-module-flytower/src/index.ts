/**
 * Sign-in by OpenID Connect
 *
 * @packageDocumentation
 */
export {};
