import { RowChange, rowBefore } from '../watch/RowCache';
import { NodeRow, PodResources, PodRow } from './rows';

/** What is requested on each node, kept up with every change of a pod. */
export class NodeUsage {
  readonly #requested = new Map<string, PodResources>();
  /** Rows already given out with their sums; one is made anew only when the node or its sum has changed. */
  readonly #rows = new Map<string, { node: NodeRow; row: NodeRow }>();

  apply(change: RowChange<PodRow>): void {
    const before = rowBefore(change);
    if (before) {
      this.#add(before, -1);
    }
    if (change.type === 'upserted') {
      this.#add(change.row, 1);
    }
  }

  /** The node with what is requested on it. */
  withRequested(node: NodeRow): NodeRow {
    const known = this.#rows.get(node.name);
    if (known?.node === node) {
      return known.row;
    }
    const requested = this.#requested.get(node.name);
    const row = requested ? Object.freeze({ ...node, requested }) : node;
    this.#rows.set(node.name, { node, row });
    return row;
  }

  /** The node is gone; its pods may still be there for a while. */
  forget(name: string): void {
    this.#rows.delete(name);
  }

  #add(pod: PodRow, sign: 1 | -1): void {
    if (pod.node === undefined || hasEnded(pod)) {
      return;
    }
    const sum = this.#requested.get(pod.node);
    const pods = (sum?.pods ?? 0) + sign;
    this.#rows.delete(pod.node);
    if (pods === 0) {
      this.#requested.delete(pod.node);
      return;
    }
    this.#requested.set(
      pod.node,
      Object.freeze({
        cpuMillicores:
          (sum?.cpuMillicores ?? 0) + sign * pod.requests.cpuMillicores,
        memoryBytes: (sum?.memoryBytes ?? 0) + sign * pod.requests.memoryBytes,
        pods,
      }),
    );
  }
}

/** A pod that has ended holds nothing any more, though it still names its node. */
function hasEnded(pod: PodRow): boolean {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed';
}
