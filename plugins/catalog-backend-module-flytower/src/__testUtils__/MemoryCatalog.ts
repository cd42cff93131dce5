import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  EntityProviderConnection,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';

/** What the catalog keeps of one provider, in memory; it can refuse mutations, before or after it took them. */
export class MemoryCatalog implements EntityProviderConnection {
  readonly entities = new Map<string, Entity>();
  readonly mutations: EntityProviderMutation['type'][] = [];
  fault: 'none' | 'before' | 'after' = 'none';

  async applyMutation(mutation: EntityProviderMutation): Promise<void> {
    if (this.fault === 'before') {
      throw new Error('The catalog is busy');
    }
    this.mutations.push(mutation.type);
    if (mutation.type === 'full') {
      this.entities.clear();
      mutation.entities.forEach(one => this.#put(one.entity));
    } else {
      mutation.removed.forEach(one =>
        this.entities.delete(
          'entityRef' in one ? one.entityRef : stringifyEntityRef(one.entity),
        ),
      );
      mutation.added.forEach(one => this.#put(one.entity));
    }
    if (this.fault === 'after') {
      throw new Error('The connection to the catalog was lost');
    }
  }

  async refresh(): Promise<void> {}

  /** Each entity's name with its title. */
  titles(): Record<string, string | undefined> {
    return Object.fromEntries(
      [...this.entities.values()]
        .map(({ metadata }) => [metadata.name, metadata.title])
        .sort(),
    );
  }

  #put(entity: Entity) {
    this.entities.set(stringifyEntityRef(entity), entity);
  }
}
