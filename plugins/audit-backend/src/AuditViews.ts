import { InputError } from '@backstage/errors';
import { Store } from '@flytower/durable';
import {
  AuditEntry,
  AuditEntryDetails,
  AuditFact,
  AuditFilter,
} from '@flytower/plugin-audit-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { integer, parseEntryRow, parseFactRow, StoredFact } from './rows';

/** What to list; everything given must hold. */
export type EntryFilter = AuditFilter & { tenant?: string };

const PAGE = 100;

/** Where a row stands in the list, as far as a cursor can say it. */
const placeSchema = z.object({
  id: z.string(),
  requested_at: integer.pipe(z.number().min(0).max(999_999_999_999_999)),
});

/** Reads the log for pages: filters, order and paging in SQL. */
export class AuditViews {
  readonly #store: Store;

  static create(options: { store: Store }): AuditViews {
    return new AuditViews(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  /** Entries, newest first. */
  async list(
    filter: EntryFilter,
  ): Promise<{ items: AuditEntry[]; nextCursor?: string }> {
    const query = this.#store
      .knex('entries')
      .orderBy([
        { column: 'requested_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(filter.limit + 1);
    narrow(query, filter);
    if (filter.cursor !== undefined) {
      const { at, id } = parseCursor(filter.cursor);
      query.where(older =>
        older
          .where('requested_at', '<', at)
          .orWhere(same => same.where('requested_at', at).where('id', '<', id)),
      );
    }
    const rows: unknown[] = await query;
    const page = rows.slice(0, filter.limit);
    // By the row and not by the entry, so that the list goes on behind one that cannot be read.
    const last = page
      .flatMap(row => placeSchema.safeParse(row).data ?? [])
      .at(-1);
    return {
      items: this.#store.readable({
        table: 'entries',
        rows: page,
        parse: parseEntryRow,
      }),
      ...(last && rows.length > page.length
        ? { nextCursor: `${last.requested_at}.${last.id}` }
        : {}),
    };
  }

  /** Everything that matches, newest first, a page at a time. */
  async *pages(
    filter: Omit<EntryFilter, 'limit' | 'cursor'>,
  ): AsyncGenerator<AuditEntry[]> {
    let cursor: string | undefined;
    do {
      const page = await this.list({ ...filter, limit: PAGE, cursor });
      yield page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /** One entry with its facts, the newest 100 of them; undefined where there is none. */
  async get(
    id: string,
    tenant?: string,
  ): Promise<AuditEntryDetails | undefined> {
    const row = await this.#store
      .knex('entries')
      .where({ id, ...(tenant === undefined ? {} : { tenant }) })
      .first();
    if (!row) {
      return undefined;
    }
    const facts: unknown[] = await this.#store
      .knex('facts')
      .where({ entry_id: id })
      .orderBy('sequence', 'desc')
      .limit(PAGE);
    return {
      ...parseEntryRow(row),
      facts: this.#store
        .readable({
          table: 'facts',
          rows: facts.reverse(),
          parse: parseFactRow,
          key: 'sequence',
        })
        .map(shown),
    };
  }
}

function narrow(query: Knex.QueryBuilder, filter: EntryFilter) {
  for (const [column, value] of [
    ['tenant', filter.tenant],
    ['person', filter.person],
    ['subject_kind', filter.subjectKind],
    ['subject_name', filter.subjectName],
    ['outcome', filter.outcome],
  ] as const) {
    if (value !== undefined) {
      query.where(column, value);
    }
  }
  const { verb, from, to } = filter;
  if (verb !== undefined) {
    // Not with LIKE, because a verb may have its wildcards in it.
    query.where(either =>
      either
        .where('verb', verb)
        .orWhere(part =>
          part.whereRaw('substr(verb, 1, ?) = ?', [
            verb.length + 1,
            `${verb}.`,
          ]),
        ),
    );
  }
  if (from !== undefined) {
    query.where('requested_at', '>=', Date.parse(from));
  }
  if (to !== undefined) {
    query.where('requested_at', '<', Date.parse(to));
  }
}

function parseCursor(cursor: string): { at: number; id: string } {
  const parts = /^(\d{1,15})\.(.+)$/.exec(cursor);
  if (!parts) {
    throw new InputError(
      `The cursor "${cursor}" is none of this list; start again without one`,
    );
  }
  return { at: Number(parts[1]), id: parts[2] };
}

function shown(fact: StoredFact): AuditFact {
  return {
    sequence: fact.sequence,
    id: fact.id,
    source: fact.source,
    verb: fact.verb,
    actor: fact.actor,
    outcome: fact.outcome,
    summary: fact.summary,
    data: fact.data,
    at: fact.at.toISOString(),
    recordedAt: fact.recordedAt.toISOString(),
    ...(fact.repeats
      ? {
          repeats: {
            times: fact.repeats.times,
            lastAt: fact.repeats.lastAt.toISOString(),
          },
        }
      : {}),
    hash: fact.hash,
  };
}
