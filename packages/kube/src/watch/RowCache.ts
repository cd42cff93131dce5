import { isDeepStrictEqual } from 'node:util';

/**
 * What changed in a watched list.
 *
 * @public
 */
export type RowChange<T> =
  | { type: 'upserted'; row: T; previous?: T }
  | { type: 'deleted'; row: T };

/** The row that a change takes away. */
export function rowBefore<T>(change: RowChange<T>): T | undefined {
  return change.type === 'deleted' ? change.row : change.previous;
}

interface Entry<T> {
  version: string;
  row: T;
}

/**
 * The rows of one list by uid, and what a relist needs: which of them the new list has shown so far. Rows that it does not
 * show are gone; until it ends they stay, so that a list that breaks off removes nothing.
 */
export class RowCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  #shown: Set<string> | undefined;

  get size(): number {
    return this.#entries.size;
  }

  /** A new list begins. */
  beginList(): void {
    this.#shown = new Set();
  }

  /** The new list is complete: what it did not show is gone. */
  endList(): RowChange<T>[] {
    const shown = this.#shown;
    this.#shown = undefined;
    if (!shown) {
      return [];
    }
    return [...this.#entries.keys()]
      .filter(uid => !shown.has(uid))
      .flatMap(uid => this.delete(uid));
  }

  /** The list shows it, whatever becomes of its content. */
  mark(uid: string): void {
    this.#shown?.add(uid);
  }

  /**
   * Nothing changes when this state of the object is known. The version alone does not tell: a store that was put back gives
   * its versions out a second time.
   */
  upsert(uid: string, version: string, row: T): RowChange<T>[] {
    const known = this.#entries.get(uid);
    if (known?.version === version && isDeepStrictEqual(known.row, row)) {
      return [];
    }
    this.#entries.set(uid, { version, row });
    return [{ type: 'upserted', row, previous: known?.row }];
  }

  delete(uid: string): RowChange<T>[] {
    const known = this.#entries.get(uid);
    this.#entries.delete(uid);
    return known ? [{ type: 'deleted', row: known.row }] : [];
  }

  *rows(): IterableIterator<T> {
    for (const { row } of this.#entries.values()) {
      yield row;
    }
  }
}
