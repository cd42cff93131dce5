import { LoggerService } from '@backstage/backend-plugin-api';
import { SealVerdict } from '@flytower/contract';
import { Sealer, UnsealError } from '@flytower/sealing';
import type { Knex } from 'knex';
import { z } from 'zod';
import { countColumn } from './columns';
import { Poller } from './Poller';
import { enterFront, FrontStanding, readFronts } from './SealFronts';
import { Store } from './Store';

const INTERVAL_MS = 10 * 60_000;
const BATCH = 100;

/**
 * A column of sealed values, with the column beside it that names the key of each.
 *
 * @public
 */
export interface SealedColumn {
  table: string;
  column: string;
  keyColumn: string;
  /** The primary key. Its values, joined by "/", are the row's id in the place that a value is sealed for. */
  rowId: readonly string[];
  /** The column with a name for people, where there is one. */
  nameColumn?: string;
  /** "credential of cluster", "credentials of clusters". */
  words: { one: string; many: string };
  /** What to do where a value does not open. */
  remedy: string;
  /** Called in the transaction of each change, before it. */
  touch?: (trx: Knex.Transaction) => Promise<void>;
}

/** @public */
export interface ResealerOptions {
  store: Store;
  sealer: Sealer;
  columns: readonly SealedColumn[];
  logger: LoggerService;
}

interface Row {
  id: Record<string, string | number>;
  name: string;
  sealed: string;
}

/**
 * Brings everything that is sealed with an older key of the ring under its first, at the start and every ten minutes, for
 * as long as it takes: another replica may go on sealing with the older one for a while.
 *
 * A replica whose first key is not the newest that was ever first seals nothing anew: it has an older configuration, and
 * would undo what the others do. A value that changes meanwhile keeps the change.
 *
 * @public
 */
export class Resealer {
  readonly #options: ResealerOptions;
  readonly #poller: Poller;
  /** What was said last; it is said again only when it changes. */
  #said = new Set<string>();

  static create(options: ResealerOptions): Resealer {
    return new Resealer(options);
  }

  private constructor(options: ResealerOptions) {
    this.#options = options;
    this.#poller = Poller.create({
      look: async () => void (await this.run()),
      intervalMs: INTERVAL_MS,
      logger: options.logger,
      words: {
        failing:
          'What is sealed with an older key stays so for now, because the database could not be asked; trying again every ten minutes',
        well: 'What is sealed with an older key is being looked at again',
      },
    });
  }

  /** Begins. Returns at once. */
  start(): void {
    this.#poller.start();
  }

  async stop(): Promise<void> {
    await this.#poller.stop();
  }

  /** Once, now. */
  async run(): Promise<SealVerdict> {
    const { columns, sealer } = this.#options;
    const saying = new Map<string, 'error' | 'warn' | 'info'>();
    const standing = await this.#enter();
    if (standing.newest === sealer.keyId) {
      for (const column of columns) {
        await this.#reseal(column, problem => saying.set(problem, 'error'));
      }
    } else {
      saying.set(
        `flytower.seal.keys has "${sealer.keyId}" first here, though "${standing.newest}" came after it: give this replica the same keys as the others`,
        'warn',
      );
    }
    const verdict = await this.#judge(standing);
    for (const { id } of verdict.keys.filter(({ mayGo }) => mayGo)) {
      saying.set(
        `Nothing in this database is sealed with the key "${id}" any more; once every plugin says so, and every replica has "${sealer.keyId}" first, it may go from flytower.seal.keys`,
        'info',
      );
    }
    this.#say(saying);
    return verdict;
  }

  /** How it stands now. Changes nothing. */
  async verdict(): Promise<SealVerdict> {
    const { sealer, store } = this.#options;
    return this.#judge(await readFronts(store.knex, sealer.keyId));
  }

  async #enter(): Promise<FrontStanding> {
    const { sealer, store } = this.#options;
    return store.transaction(async trx =>
      enterFront(trx, sealer.keyIds, [...(await this.#counts(trx)).keys()]),
    );
  }

  async #judge({ left, newest }: FrontStanding): Promise<SealVerdict> {
    const { sealer, store } = this.#options;
    const counts = await this.#counts(store.knex);
    const current = newest === sealer.keyId;
    const ids = new Set([...sealer.keyIds, ...counts.keys()]);
    return {
      current,
      keys: [...ids].map(id => {
        const values = counts.get(id) ?? 0;
        const known = sealer.keyIds.includes(id);
        const mayGo = current && known && values === 0 && left.includes(id);
        return { id, values, known, mayGo };
      }),
    };
  }

  async #reseal(
    column: SealedColumn,
    tell: (problem: string) => void,
  ): Promise<void> {
    const { logger, sealer } = this.#options;
    const unopened = new Map<string, string[]>();
    let resealed = 0;
    let passed = 0;
    for (;;) {
      const rows = await this.#older(column, passed);
      for (const row of rows) {
        try {
          const done = await this.#resealOne(column, row);
          resealed += Number(done);
          passed += Number(!done);
        } catch (error) {
          if (!(error instanceof UnsealError)) {
            throw error;
          }
          passed += 1;
          unopened.set(error.message, [
            ...(unopened.get(error.message) ?? []),
            row.name,
          ]);
        }
      }
      if (rows.length < BATCH) {
        break;
      }
    }
    const { one, many } = column.words;
    if (resealed > 0) {
      logger.info(
        `${
          resealed === 1 ? `1 ${one}` : `${resealed} ${many}`
        } sealed with an older key ${
          resealed === 1 ? 'is' : 'are'
        } sealed with the key "${sealer.keyId}" now`,
      );
    }
    for (const [why, names] of unopened) {
      tell(
        `${whose(column, names)} cannot be opened: ${why}; ${column.remedy}`,
      );
    }
  }

  /** False where the value was changed meanwhile. Throws an UnsealError where it does not open. */
  async #resealOne(column: SealedColumn, row: Row): Promise<boolean> {
    const { sealer, store } = this.#options;
    const place = {
      table: column.table,
      column: column.column,
      rowId: column.rowId.map(part => row.id[part]).join('/'),
    };
    const sealed = sealer.seal(sealer.open(row.sealed, place), place);
    const changed = await store.transaction(async trx => {
      await column.touch?.(trx);
      return trx(column.table)
        .where({ ...row.id, [column.column]: row.sealed })
        .update({ [column.column]: sealed, [column.keyColumn]: sealer.keyId });
    });
    return changed > 0;
  }

  async #older(column: SealedColumn, passed: number): Promise<Row[]> {
    const { sealer, store } = this.#options;
    const { nameColumn, rowId } = column;
    const rows = z
      .array(z.record(z.string(), z.union([z.string(), z.number()])))
      .parse(
        await store
          .knex(column.table)
          .whereNot(column.keyColumn, sealer.keyId)
          .orderBy(rowId.map(name => ({ column: name })))
          .offset(passed)
          .limit(BATCH)
          .select(...rowId, column.column, ...(nameColumn ? [nameColumn] : [])),
      );
    return rows.map(row => ({
      id: Object.fromEntries(rowId.map(name => [name, row[name]])),
      name: nameColumn ? String(row[nameColumn]) : '',
      sealed: String(row[column.column]),
    }));
  }

  async #counts(knex: Knex): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { keyColumn, table } of this.#options.columns) {
      const rows = z
        .array(z.object({ key: z.string(), values: countColumn }))
        .parse(
          await knex(table)
            .groupBy(keyColumn)
            .select({ key: keyColumn })
            .count({ values: '*' }),
        );
      for (const { key, values } of rows) {
        counts.set(key, (counts.get(key) ?? 0) + values);
      }
    }
    return counts;
  }

  #say(saying: Map<string, 'error' | 'warn' | 'info'>): void {
    for (const [sentence, level] of saying) {
      if (!this.#said.has(sentence)) {
        this.#options.logger[level](sentence);
      }
    }
    this.#said = new Set(saying.keys());
  }
}

function whose({ nameColumn, words }: SealedColumn, names: string[]): string {
  if (!nameColumn) {
    return names.length === 1
      ? `1 ${words.one}`
      : `${names.length} ${words.many}`;
  }
  const quoted = names.slice(0, 5).map(name => `"${name}"`);
  const more = names.length - quoted.length;
  return names.length === 1
    ? `The ${words.one} ${quoted[0]}`
    : `The ${words.many} ${quoted.join(', ')}${
        more > 0 ? ` and ${more} more` : ''
      }`;
}
