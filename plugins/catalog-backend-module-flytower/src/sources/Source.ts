import { Entity } from '@backstage/catalog-model';
import { ChangeEvent, ChangePage } from '@flytower/contract';

/** What a source plugin holds at one moment, as entities, with the sequence of that moment in its change feed. */
export interface SourceSnapshot {
  sequence: number;
  entities: Entity[];
}

/** A plugin whose objects are entities of the catalog. Its calls throw where the answer is not whole. */
export interface Source {
  /** Its plugin id. */
  name: string;
  changes(after: number): Promise<ChangePage>;
  snapshot(): Promise<SourceSnapshot>;
  /** Whether a change may have changed an entity. Where it is not known, it may. */
  concerns(change: ChangeEvent): boolean;
}
