/**
 * Applications, services, placements and releases: contract and shared types
 *
 * @packageDocumentation
 */
export {};
