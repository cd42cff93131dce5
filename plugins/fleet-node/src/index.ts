/**
 * Data centres, clusters, nodes and live inventory: what other backends may use
 *
 * @packageDocumentation
 */
export {};
