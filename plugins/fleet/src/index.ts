/**
 * The pages of the fleet: data centres, clusters and nodes.
 *
 * @packageDocumentation
 */
export { fleetPlugin as default } from './plugin';
