/**
 * Data centres, clusters, nodes and live inventory: contract and shared types
 *
 * @packageDocumentation
 */
export {};
