import { ClusterClient } from '../client/ClusterClient';
import { PodResources } from '../inventory/rows';
import { RowParser } from '../inventory/RowParser';

/** What a probe keeps of a cluster's nodes. */
export interface NodeFacts {
  count: number;
  ready: number;
  simulated: number;
  capacity: PodResources;
  allocatable: PodResources;
}

/** Reads all nodes once. */
export async function readNodeFacts(client: ClusterClient): Promise<NodeFacts> {
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Node' });
  const parser = new RowParser();
  const nodes = items.map(item => parser.node(item));
  return {
    count: nodes.length,
    ready: nodes.filter(({ ready }) => ready).length,
    simulated: nodes.filter(({ simulated }) => simulated).length,
    capacity: sumOf(nodes.map(({ capacity }) => capacity)),
    allocatable: sumOf(nodes.map(({ allocatable }) => allocatable)),
  };
}

function sumOf(parts: PodResources[]): PodResources {
  return parts.reduce(
    (sum, part) => ({
      cpuMillicores: sum.cpuMillicores + part.cpuMillicores,
      memoryBytes: sum.memoryBytes + part.memoryBytes,
      pods: sum.pods + part.pods,
    }),
    { cpuMillicores: 0, memoryBytes: 0, pods: 0 },
  );
}
