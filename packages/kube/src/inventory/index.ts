export type { ClusterInventoryOptions } from './ClusterInventory';
export { ClusterInventory } from './ClusterInventory';
export type { InventoryHint } from './InventoryHint';
export type { WatchedKind } from './inventoryWatches';
export type * from './InventoryReader';
export { millicores, parseQuantity } from './quantity';
export type * from './rows';
