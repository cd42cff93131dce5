/**
 * Applications, services, placements and releases: the backend
 *
 * @packageDocumentation
 */
export { deliveryPlugin as default } from './plugin';
