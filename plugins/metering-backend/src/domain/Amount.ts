/** What a thing asked for, in base units. */
export interface Amount {
  /** Instances of a service; 1 of everything else. */
  pieces: number;
  cpuMillicores: number;
  memoryBytes: number;
  storageBytes: number;
}

export const NOTHING: Amount = Object.freeze({
  pieces: 0,
  cpuMillicores: 0,
  memoryBytes: 0,
  storageBytes: 0,
});

export function sameAmount(a: Amount, b: Amount): boolean {
  return (
    a.pieces === b.pieces &&
    a.cpuMillicores === b.cpuMillicores &&
    a.memoryBytes === b.memoryBytes &&
    a.storageBytes === b.storageBytes
  );
}

/** Of each unit the smaller one (`Math.min`) or the greater one (`Math.max`). */
export function eachOf(
  pick: (a: number, b: number) => number,
  a: Amount,
  b: Amount,
): Amount {
  return {
    pieces: pick(a.pieces, b.pieces),
    cpuMillicores: pick(a.cpuMillicores, b.cpuMillicores),
    memoryBytes: pick(a.memoryBytes, b.memoryBytes),
    storageBytes: pick(a.storageBytes, b.storageBytes),
  };
}
