import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { SourceEntity } from './sources/Source';

/** What came or changed, and the references of what went. */
export interface Difference {
  added: Entity[];
  removed: string[];
}

/** What the catalog was given, by reference and by subject, so that a change costs what it concerns. */
export class GivenEntities {
  readonly #byRef = new Map<string, SourceEntity>();
  readonly #bySubject = new Map<string, Set<string>>();

  constructor(entities: readonly SourceEntity[]) {
    entities.forEach(one => this.#put(refOf(one), one));
  }

  /**
   * Takes over what is there now of some subjects (left out: of all), and gives what that changes: what differs, and what
   * was of these subjects and is not there any more.
   */
  replace(
    there: readonly SourceEntity[],
    subjects: readonly string[] | undefined,
  ): Difference {
    const now = new Map(there.map(one => [refOf(one), one]));
    const before = subjects
      ? subjects.flatMap(subject => [...(this.#bySubject.get(subject) ?? [])])
      : [...this.#byRef.keys()];
    const removed = [...new Set(before)].filter(ref => !now.has(ref));
    removed.forEach(ref => this.#delete(ref));
    const added: Entity[] = [];
    for (const [ref, one] of now) {
      if (!same(this.#byRef.get(ref), one)) {
        added.push(one.entity);
      }
      this.#delete(ref);
      this.#put(ref, one);
    }
    return { added, removed };
  }

  #put(ref: string, one: SourceEntity): void {
    this.#byRef.set(ref, one);
    for (const subject of one.subjects) {
      const refs = this.#bySubject.get(subject);
      if (refs) {
        refs.add(ref);
      } else {
        this.#bySubject.set(subject, new Set([ref]));
      }
    }
  }

  #delete(ref: string): void {
    for (const subject of this.#byRef.get(ref)?.subjects ?? []) {
      const refs = this.#bySubject.get(subject);
      refs?.delete(ref);
      if (refs?.size === 0) {
        this.#bySubject.delete(subject);
      }
    }
    this.#byRef.delete(ref);
  }
}

function refOf({ entity }: SourceEntity): string {
  return stringifyEntityRef(entity);
}

function same(one: SourceEntity | undefined, other: SourceEntity): boolean {
  return JSON.stringify(one?.entity) === JSON.stringify(other.entity);
}
