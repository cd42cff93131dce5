/**
 * The text of a file, piece by piece, for a route that produces one: what is long is read and sent a page at a time
 * rather than held in memory.
 *
 * @public
 */
export class TextStream {
  readonly #pieces: AsyncIterable<string>;

  static of(pieces: AsyncIterable<string>): TextStream {
    return new TextStream(pieces);
  }

  private constructor(pieces: AsyncIterable<string>) {
    this.#pieces = pieces;
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return this.#pieces[Symbol.asyncIterator]();
  }
}
