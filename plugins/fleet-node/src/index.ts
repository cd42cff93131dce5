/**
 * Data centres, clusters, nodes and live inventory: what other backends may use
 *
 * @packageDocumentation
 */
export { clusterHealth } from './clusterHealth';
export { dataAge } from './dataAge';
export { FleetHub, type HubCluster } from './FleetHub';
export * from './FleetService';
export type { InventoryAge } from '@flytower/kube';
export type { InventoryView } from './InventoryView';
export { type Place, problemsFirst } from './problemsFirst';
export * from './services';
export { bySeverity, worst } from './severity';
