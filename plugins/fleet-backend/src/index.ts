/**
 * Data centres, clusters, nodes and live inventory: the backend
 *
 * @packageDocumentation
 */
export { fleetPlugin as default } from './plugin';
