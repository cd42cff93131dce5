import { RowChange, rowBefore } from '../watch/RowCache';
import { Labels } from './rows';

/** The label by which an object says of which service it is. */
export const SERVICE_ID = 'flytower.dev/service-id';

/**
 * Something has changed. A hint, not the change: whoever gets it reads the inventory.
 *
 * @public
 */
export interface InventoryHint {
  kind:
    | 'cluster'
    | 'node'
    | 'namespace'
    | 'workload'
    | 'pod'
    | 'service'
    | 'autoscaler'
    | 'claim';
  /** Where only one namespace is concerned. */
  namespace?: string;
  /** The services concerned, where they are known; of an autoscaler those whose workloads it scales. */
  serviceIds?: string[];
}

/** The one namespace that all rows of a batch share. */
export function only<T>(
  batch: RowChange<T>[],
  namespaceOf: (row: T) => string,
): { namespace?: string } {
  const namespaces = new Set(batch.map(({ row }) => namespaceOf(row)));
  const [namespace] = namespaces;
  return namespaces.size === 1 && namespace !== undefined ? { namespace } : {};
}

/** Which services a batch concerns, before and after it. */
export function concerned<T extends { namespace: string; labels: Labels }>(
  batch: RowChange<T>[],
  labelsOf: (row: T) => Labels = row => row.labels,
): Pick<InventoryHint, 'namespace' | 'serviceIds'> {
  const ids = batch
    .flatMap(change => [change.row, rowBefore(change)])
    .flatMap(row => (row && labelsOf(row)[SERVICE_ID]) ?? []);
  return {
    ...only(batch, row => row.namespace),
    serviceIds: [...new Set(ids)],
  };
}
