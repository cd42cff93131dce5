/**
 * Applications, services, placements and releases: the backend
 *
 * @packageDocumentation
 */
export {};
