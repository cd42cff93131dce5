import { LoggerService } from '@backstage/backend-plugin-api';
import { ChangePage } from '@flytower/contract';
import { RevisionFollower, Store } from '@flytower/durable';
import { deliveryContract, Ownership } from '@flytower/plugin-delivery-common';
import { ownershipParts } from '../../domain/ownershipParts';
import { recordingWords } from './recordingWords';

const BATCH = 200;
/** Milliseconds between two looks at a feed that has nothing new. */
const INTERVAL_MS = 5_000;
/** After which time all is copied anew: the copy may have been put back with the ledger's own database. */
const WHOLE_MS = 5 * 60_000;

/** Reads which application belonged to which team, as of a cursor of delivery's changes. */
export type OwnershipReader = () => Promise<{
  cursor: string;
  items: Ownership[];
}>;

export interface OwnershipMirrorOptions {
  store: Store;
  changes: (after: string) => Promise<ChangePage>;
  read: OwnershipReader;
  logger: LoggerService;
}

/**
 * A copy of delivery's ownerships, so that usage can be divided by the team of its time. It is delivery's to say: an
 * ownership that is corrected there moves the usage here, which the ledger itself knows nothing of.
 */
export class OwnershipMirror {
  readonly #options: OwnershipMirrorOptions;
  readonly #follower: RevisionFollower;

  static create(options: OwnershipMirrorOptions): OwnershipMirror {
    return new OwnershipMirror(options);
  }

  private constructor(options: OwnershipMirrorOptions) {
    this.#options = options;
    const { changes, logger } = options;
    this.#follower = RevisionFollower.create({
      feed: deliveryContract.pluginId,
      changes,
      follow: async page => {
        if (page.changes.some(({ type }) => type.startsWith('application.'))) {
          await this.#copy();
        }
      },
      snapshot: () => this.#copy(),
      intervalMs: INTERVAL_MS,
      wholeEveryMs: WHOLE_MS,
      logger,
      words: recordingWords('who owns which application'),
    });
  }

  /** Begins to follow. Returns at once. */
  start(): void {
    this.#follower.start();
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }

  /** Makes the copy what delivery says now. */
  async pull(): Promise<void> {
    await this.#follower.refresh();
  }

  async #copy(): Promise<string> {
    const { cursor, items } = await this.#options.read();
    const rows = ownershipParts(items).map(part => ({
      tenant: part.tenant,
      application: part.application,
      owned_from: part.from,
      owned_to: part.to,
      team: part.team,
    }));
    const { store } = this.#options;
    await store.transaction(async trx => {
      if (store.dialect === 'postgres') {
        // Another replica copies at the same time; readers do not wait.
        await trx.raw('lock table ownership in exclusive mode');
      }
      await trx('ownership').delete();
      for (let start = 0; start < rows.length; start += BATCH) {
        await trx('ownership').insert(rows.slice(start, start + BATCH));
      }
    });
    return cursor;
  }
}
