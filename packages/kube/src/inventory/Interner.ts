/**
 * Gives equal values one place in memory. A hundred thousand pods have a few thousand different sets of labels, images
 * and requests; kept once each, the rows shrink to a third.
 *
 * It forgets everything when it has grown past its limit: rows keep what they hold, and later ones share anew.
 */
export class Interner {
  readonly #limit: number;
  #strings = new Map<string, string>();
  #values = new Map<string, unknown>();

  constructor(limit = 50_000) {
    this.#limit = limit;
  }

  string(text: string): string {
    const known = this.#strings.get(text);
    if (known !== undefined) {
      return known;
    }
    if (this.#strings.size >= this.#limit) {
      this.#strings = new Map();
    }
    this.#strings.set(text, text);
    return text;
  }

  /** A frozen object or array of plain JSON. */
  value<T extends object>(value: T): Readonly<T> {
    const key = JSON.stringify(value);
    const known = this.#values.get(key);
    if (known !== undefined) {
      return known as Readonly<T>;
    }
    if (this.#values.size >= this.#limit) {
      this.#values = new Map();
    }
    this.#values.set(key, Object.freeze(value));
    return value;
  }
}
