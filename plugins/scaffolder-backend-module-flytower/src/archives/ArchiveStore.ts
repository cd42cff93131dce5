import { Clock, newId, Store } from '@flytower/durable';
import { z } from 'zod';

/** An archive is kept for a day. */
const KEPT_MS = 24 * 60 * 60 * 1000;

const summaryColumns = ['id', 'file_name', 'size', 'expires_at'];

const rowSchema = z.object({
  id: z.string(),
  file_name: z.string(),
  size: z.coerce.number(),
  // PostgreSQL gives bigints as text.
  expires_at: z.coerce.number(),
});

/** What is told of an archive. */
export interface ArchiveSummary {
  id: string;
  fileName: string;
  /** Bytes. */
  size: number;
  expiresAt: Date;
}

/**
 * Archives, in the scaffolder's own database: there they outlive a restart, every replica has them, and no path is ever
 * made from what a person wrote.
 */
export class ArchiveStore {
  readonly #store: Store;
  readonly #clock: Clock;

  static create(options: { store: Store; clock: Clock }): ArchiveStore {
    return new ArchiveStore(options);
  }

  private constructor(options: { store: Store; clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  /** Keeps an archive for a day; the same key again gives the first. */
  async put(archive: {
    key: string;
    owner: string;
    fileName: string;
    content: Buffer;
  }): Promise<ArchiveSummary> {
    const now = this.#clock.now().getTime();
    await this.#store
      .knex('flytower_archives')
      .insert({
        id: newId(),
        key: archive.key,
        owner: archive.owner,
        file_name: archive.fileName,
        size: archive.content.length,
        content: archive.content,
        created_at: now,
        expires_at: now + KEPT_MS,
      })
      .onConflict('key')
      .ignore();
    return summaryOf(
      await this.#store
        .knex('flytower_archives')
        .where('key', archive.key)
        .first(summaryColumns),
    );
  }

  async find(id: string, owner: string): Promise<ArchiveSummary | undefined> {
    const row = await this.#of(id, owner).first(summaryColumns);
    return row && summaryOf(row);
  }

  async content(id: string, owner: string): Promise<Buffer | undefined> {
    const row = await this.#of(id, owner).first('content');
    return row && Buffer.from(row.content);
  }

  async delete(id: string): Promise<void> {
    await this.#store.knex('flytower_archives').where({ id }).delete();
  }

  /** Deletes what has expired, and gives how many. Whoever runs it, and whenever: nothing else goes. */
  async sweep(): Promise<number> {
    return this.#store
      .knex('flytower_archives')
      .where('expires_at', '<=', this.#clock.now().getTime())
      .delete();
  }

  #of(id: string, owner: string) {
    return this.#store
      .knex('flytower_archives')
      .where({ id, owner })
      .where('expires_at', '>', this.#clock.now().getTime());
  }
}

function summaryOf(raw: unknown): ArchiveSummary {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    fileName: row.file_name,
    size: row.size,
    expiresAt: new Date(row.expires_at),
  };
}
