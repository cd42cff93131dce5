import { Store } from '@flytower/durable';
import { Ownership } from '@flytower/plugin-delivery-common';
import { ownershipParts } from '../../domain/ownershipParts';

const BATCH = 200;

/** Reads which application belonged to which team, as of a sequence of delivery's changes. */
export type OwnershipReader = () => Promise<{
  sequence: number;
  items: Ownership[];
}>;

/**
 * A copy of delivery's ownerships, so that usage can be divided by the team of its time. It is delivery's to say: an
 * ownership that is corrected there moves the usage here, which the ledger itself knows nothing of.
 */
export class OwnershipMirror {
  readonly #store: Store;
  readonly #read: OwnershipReader;
  #known: string | undefined;

  static create(options: {
    store: Store;
    read: OwnershipReader;
  }): OwnershipMirror {
    return new OwnershipMirror(options.store, options.read);
  }

  private constructor(store: Store, read: OwnershipReader) {
    this.#store = store;
    this.#read = read;
  }

  /** Makes the copy what delivery says now. */
  async pull(): Promise<void> {
    const { items } = await this.#read();
    const told = JSON.stringify(items);
    if (told === this.#known) {
      return;
    }
    const rows = ownershipParts(items).map(part => ({
      tenant: part.tenant,
      application: part.application,
      owned_from: part.from,
      owned_to: part.to,
      team: part.team,
    }));
    await this.#store.transaction(async trx => {
      await trx('ownership').delete();
      for (let start = 0; start < rows.length; start += BATCH) {
        await trx('ownership').insert(rows.slice(start, start + BATCH));
      }
    });
    this.#known = told;
  }
}
