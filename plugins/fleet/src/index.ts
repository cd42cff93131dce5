/**
 * Data centres, clusters, nodes and live inventory: the pages
 *
 * @packageDocumentation
 */
export {};
