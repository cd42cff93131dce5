/** How long an operation whose row cannot be read is left alone before it is looked at again. */
const ASIDE_MS = 60_000;

/**
 * Operations whose rows this process cannot read. It leaves them alone for a minute at a time and changes nothing in
 * them: the process that wrote them, of a newer version, may be at work on them.
 */
export class SetAside {
  readonly #until = new Map<string, number>();

  /** Those to leave alone now. */
  ids(now: number): string[] {
    for (const [id, until] of this.#until) {
      if (until <= now) {
        this.#until.delete(id);
      }
    }
    return [...this.#until.keys()];
  }

  /** Sets aside those of the rows that were not read; gives how many. */
  add(
    rows: readonly { id: string }[],
    read: ReadonlySet<string>,
    now: number,
  ): number {
    const unread = rows.filter(({ id }) => !read.has(id));
    unread.forEach(({ id }) => this.#until.set(id, now + ASIDE_MS));
    return unread.length;
  }
}
