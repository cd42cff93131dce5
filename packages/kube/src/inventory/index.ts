export type {
  ClusterInventoryOptions,
  InventoryHint,
  WatchedKind,
} from './ClusterInventory';
export { ClusterInventory } from './ClusterInventory';
export type * from './InventoryReader';
export { millicores, parseQuantity } from './quantity';
export type * from './rows';
