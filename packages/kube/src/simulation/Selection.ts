import { LoggedEvent, StoredObject } from './SimulatedCollection';

/** What a label selector of the form `key=value` shows of a kind; without one all of it. */
export class Selection {
  readonly #label: [key: string, value: string] | undefined;

  constructor(labelSelector: string | undefined) {
    const at = labelSelector?.indexOf('=') ?? -1;
    this.#label =
      labelSelector === undefined
        ? undefined
        : [labelSelector.slice(0, at), labelSelector.slice(at + 1)];
  }

  has({ metadata }: StoredObject): boolean {
    if (!this.#label) {
      return true;
    }
    const [key, value] = this.#label;
    return Object.entries(metadata.labels ?? {}).some(
      ([name, is]) => name === key && is === value,
    );
  }

  /** As a watch shows it: an object that gets the label is added, one that loses it is deleted. */
  events({ type, version, object, previous }: LoggedEvent): LoggedEvent[] {
    const before = previous !== undefined && this.has(previous);
    if (type !== 'MODIFIED' || before === this.has(object)) {
      return this.has(object) ? [{ type, version, object }] : [];
    }
    return before
      ? [{ type: 'DELETED', version, object: lastSeen(previous, version) }]
      : [{ type: 'ADDED', version, object }];
  }
}

/** The state that still had the label, under the version of its loss, as API servers send it. */
function lastSeen(previous: StoredObject, version: number): StoredObject {
  return {
    ...previous,
    metadata: { ...previous.metadata, resourceVersion: String(version) },
  };
}
