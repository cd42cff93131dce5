/** An object as the API server stores it. */
export interface StoredObject {
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** One entry of the history that watches are served from. */
export interface LoggedEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  version: number;
  object: StoredObject;
  /** What it was before. */
  previous?: StoredObject;
}

/** One kind of object with its history, as etcd keeps it. Versions are shared with the other kinds, as in etcd. */
export class SimulatedCollection {
  #objects = new Map<string, StoredObject>();
  readonly #nextVersion: () => number;
  readonly #onEvent: (event: LoggedEvent) => void;
  #log: LoggedEvent[] = [];
  #compactedTo = 0;

  constructor(
    nextVersion: () => number,
    onEvent: (event: LoggedEvent) => void,
  ) {
    this.#nextVersion = nextVersion;
    this.#onEvent = onEvent;
  }

  put(object: {
    metadata: { name: string; uid: string; [field: string]: unknown };
    [field: string]: unknown;
  }): void {
    const version = this.#nextVersion();
    const stored: StoredObject = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    };
    const { uid } = object.metadata;
    const previous = this.#objects.get(uid);
    this.#objects.set(uid, stored);
    this.#record({
      type: previous ? 'MODIFIED' : 'ADDED',
      version,
      object: stored,
      previous,
    });
  }

  remove(uid: string): void {
    const object = this.#objects.get(uid);
    if (object) {
      const version = this.#nextVersion();
      this.#objects.delete(uid);
      const last: StoredObject = {
        ...object,
        metadata: { ...object.metadata, resourceVersion: String(version) },
      };
      this.#record({ type: 'DELETED', version, object: last });
    }
  }

  all(): StoredObject[] {
    return [...this.#objects.values()];
  }

  /** What happened after a version; undefined when that is no longer known. */
  since(version: number): LoggedEvent[] | undefined {
    return version < this.#compactedTo
      ? undefined
      : this.#log.filter(event => event.version > version);
  }

  /** Everything still known of the past. */
  history(): readonly LoggedEvent[] {
    return this.#log;
  }

  /** Forgets the history up to now. */
  compact(): void {
    this.#compactedTo = this.#log.at(-1)?.version ?? this.#compactedTo;
    this.#log = [];
  }

  /** Keeps it as it is; what it answers makes it so again. Nobody is told of that. */
  backUp(): () => void {
    const objects = [...this.#objects];
    const log = [...this.#log];
    const compactedTo = this.#compactedTo;
    return () => {
      this.#objects = new Map(objects);
      this.#log = [...log];
      this.#compactedTo = compactedTo;
    };
  }

  /** Makes it as if nothing had ever been there. */
  readonly empty = (): void => {
    this.#objects.clear();
    this.#log = [];
    this.#compactedTo = 0;
  };

  #record(event: LoggedEvent): void {
    this.#log.push(event);
    this.#onEvent(event);
  }
}
