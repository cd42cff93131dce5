/**
 * The values of a form, as they may stand in a draft.
 *
 * @public
 */
export type FormValues = Record<
  string,
  string | number | boolean | string[] | Record<string, string | number>
>;

/** The draft of one person's form in the browser. Fields that are secret never reach it, nor are read from it. */
export class Drafts<V extends FormValues> {
  readonly #storage: Storage;
  readonly #key: string;
  readonly #initial: V;
  readonly #secrets: ReadonlySet<string>;

  static create<Values extends FormValues>(options: {
    storage: Storage;
    person: string;
    id: string;
    initial: Values;
    secrets: readonly string[];
  }): Drafts<Values> {
    return new Drafts(options);
  }

  private constructor(options: {
    storage: Storage;
    person: string;
    id: string;
    initial: V;
    secrets: readonly string[];
  }) {
    this.#storage = options.storage;
    this.#key = `flytower.draft/${options.person}/${options.id}`;
    this.#initial = options.initial;
    this.#secrets = new Set(options.secrets);
  }

  /** The kept values over the initial ones; a value of another type than today's form has is left out. */
  load(): V | undefined {
    const kept = parse(this.#storage.getItem(this.#key));
    if (!kept) {
      return undefined;
    }
    const known = Object.entries(kept).filter(
      ([name, value]) =>
        !this.#secrets.has(name) && sameType(value, this.#initial[name]),
    );
    return { ...this.#initial, ...Object.fromEntries(known) };
  }

  save(values: V): void {
    const kept = Object.entries(values).filter(
      ([name]) => !this.#secrets.has(name),
    );
    try {
      this.#storage.setItem(
        this.#key,
        JSON.stringify(Object.fromEntries(kept)),
      );
    } catch {
      // A full or forbidden storage costs the draft, not the form.
    }
  }

  forget(): void {
    this.#storage.removeItem(this.#key);
  }
}

function parse(text: string | null): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}

function sameType(one: unknown, other: unknown): boolean {
  return (
    typeof one === typeof other && Array.isArray(one) === Array.isArray(other)
  );
}
