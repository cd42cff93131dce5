/**
 * Data centres, clusters, nodes and live inventory: the backend
 *
 * @packageDocumentation
 */
export {};
