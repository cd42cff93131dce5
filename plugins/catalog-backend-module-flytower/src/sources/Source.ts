import { Entity } from '@backstage/catalog-model';
import { ChangePage, FeedEvent } from '@flytower/contract';

/** An entity, and the keys of the subjects that it says something of: a change of one of them may change or end it. */
export interface SourceEntity {
  entity: Entity;
  subjects: readonly string[];
}

/** What a source plugin holds at one moment, as entities, with the cursor of that moment in its change feed. */
export interface SourceSnapshot {
  cursor: string;
  entities: SourceEntity[];
}

/** A plugin whose objects are entities of the catalog. Its calls throw where the answer is not whole. */
export interface Source {
  /** Its plugin id. */
  name: string;
  changes(after: string): Promise<ChangePage>;
  /** Everything, or what these subjects (100 at most) are and have; of a subject that is gone, nothing. */
  snapshot(subjects?: readonly string[]): Promise<SourceSnapshot>;
  /**
   * Keys of the subjects whose entities a change may have changed: none where no entity says anything of it, and undefined
   * where it may be any.
   */
  subjectsOf(change: FeedEvent): readonly string[] | undefined;
}
