const [QUOTE, BACKSLASH, COMMA, BRACE, BRACE_END, BRACKET, BRACKET_END] = [
  ...'"\\,{}[]',
].map(one => one.charCodeAt(0));

/**
 * Takes the items of one JSON array out of its text, as it comes in pieces that end anywhere. What an item holds is not
 * looked at: only where it ends.
 */
export class ArrayItems {
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** What came of the item that has not ended yet. */
  #open = '';

  /** The items that ended in this piece, each as its own JSON. */
  push(piece: string): string[] {
    const items: string[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.#inText) {
        this.#inText = this.#escaped || code !== QUOTE;
        this.#escaped = !this.#escaped && code === BACKSLASH;
      } else if (code === QUOTE) {
        this.#inText = true;
      } else if (code === BRACE || code === BRACKET) {
        this.#depth++;
        if (this.#depth === 1) {
          from = at + 1;
        }
      } else if (code === BRACE_END || code === BRACKET_END) {
        this.#depth--;
        if (this.#depth === 0) {
          this.#close(piece.slice(from, at), items);
          from = piece.length;
        }
      } else if (code === COMMA && this.#depth === 1) {
        this.#close(piece.slice(from, at), items);
        from = at + 1;
      }
    }
    if (this.#depth > 0) {
      this.#open += piece.slice(from);
    }
    return items;
  }

  #close(rest: string, items: string[]): void {
    const item = (this.#open + rest).trim();
    this.#open = '';
    if (item) {
      items.push(item);
    }
  }
}
