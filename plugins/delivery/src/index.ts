/**
 * Applications, services, placements and releases: the pages
 *
 * @packageDocumentation
 */
export {};
