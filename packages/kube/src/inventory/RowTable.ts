import { RowChange, rowBefore } from '../watch/RowCache';

/**
 * Rows with indexes. Each index is a function of the row; a row for which it says undefined is not in that index.
 */
export class RowTable<T extends object, Index extends string> {
  readonly #rows = new Set<T>();
  readonly #keyOf: Record<Index, (row: T) => string | undefined>;
  readonly #indexes: Map<Index, Map<string, Set<T>>>;

  constructor(keyOf: Record<Index, (row: T) => string | undefined>) {
    this.#keyOf = keyOf;
    this.#indexes = new Map(
      (Object.keys(keyOf) as Index[]).map(name => [name, new Map()]),
    );
  }

  get size(): number {
    return this.#rows.size;
  }

  apply(change: RowChange<T>): void {
    const before = rowBefore(change);
    if (before) {
      this.#rows.delete(before);
      this.#unindex(before);
    }
    if (change.type === 'upserted') {
      this.#rows.add(change.row);
      this.#index(change.row);
    }
  }

  all(): IterableIterator<T> {
    return this.#rows.values();
  }

  by(index: Index, key: string): ReadonlySet<T> {
    return this.#indexes.get(index)?.get(key) ?? new Set();
  }

  /**
   * The rows that have all of the given keys; a key that is undefined is not asked for. Reads the smallest index only.
   */
  select(wanted: Partial<Record<Index, string | undefined>>): T[] {
    const keys = (
      Object.entries(wanted) as [Index, string | undefined][]
    ).filter((entry): entry is [Index, string] => entry[1] !== undefined);
    const [smallest, ...others] = keys
      .map(([index, key]) => ({ index, key, rows: this.by(index, key) }))
      .sort((a, b) => a.rows.size - b.rows.size);
    if (!smallest) {
      return [...this.all()];
    }
    const rows = [...smallest.rows];
    return others.length === 0
      ? rows
      : rows.filter(row =>
          others.every(({ index, key }) => this.#keyOf[index](row) === key),
        );
  }

  #index(row: T): void {
    for (const [name, index] of this.#indexes) {
      const key = this.#keyOf[name](row);
      if (key !== undefined) {
        const rows = index.get(key);
        if (rows) {
          rows.add(row);
        } else {
          index.set(key, new Set([row]));
        }
      }
    }
  }

  #unindex(row: T): void {
    for (const [name, index] of this.#indexes) {
      const key = this.#keyOf[name](row);
      const rows = key === undefined ? undefined : index.get(key);
      if (key !== undefined && rows?.delete(row) && rows.size === 0) {
        index.delete(key);
      }
    }
  }
}
