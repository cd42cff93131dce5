import { inspect } from 'node:util';

const HIDDEN = '***';

/**
 * A value that must not be seen. It prints as `***` wherever something prints it: template strings, JSON, `console.log`.
 * Only {@link Secret.reveal} gives the value.
 *
 * @public
 */
export class Secret {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  /** Wraps a value. */
  static of(value: string): Secret {
    return new Secret(value);
  }

  /** The value itself. Call it only where the value leaves for its purpose. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
