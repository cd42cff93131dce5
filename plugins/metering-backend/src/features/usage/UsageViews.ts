import { Clock, Store } from '@flytower/durable';
import {
  MeteredResource,
  MOST_CHOICES,
  SightGap,
  UsageChoices,
  UsageFigures,
  UsageGrouping,
  UsageLine,
} from '@flytower/plugin-metering-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { Second } from '../../domain/Resource';
import { integer, parseResourceRow } from '../recording/rows';
import { choicesOf } from './choicesOf';
import { Figures, SUM_COLUMNS, sumRowSchema } from './figures';
import { KEYS } from './keys';
import { LedgerPage, ledgerPage } from './ledgerPage';
import { cursorToPlace, placeToCursor } from './timedPlace';
import { gapsOf, moments, Sources } from './sources';
import { usageRows } from './usageSql';
import { UsageScope, UsageSelection } from './UsageScope';

/** What one answer has: the lines of a page, the sums over all lines, and what was not seen meanwhile. */
export interface UsagePage {
  asOf: string;
  items: UsageLine[];
  totals: UsageFigures;
  gaps: SightGap[];
  nextCursor?: string;
}

interface Asked {
  scope: UsageScope;
  selection: UsageSelection;
}

/** The key of a sum over everything. */
const ALL = `''`;

const pageRowSchema = z.object({ resource_id: z.string(), opened_at: integer });
const countRowSchema = z.object({ key: z.string(), resources: integer });
const teamRowSchema = z.object({ resource_id: z.string(), team: z.string() });

/** Reads usage for pages. Every answer is made of one moment of the database. */
export class UsageViews {
  readonly #store: Store;
  readonly #clock: Clock;

  static create(options: { store: Store; clock: Clock }): UsageViews {
    return new UsageViews(options.store, options.clock);
  }

  private constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Lines of a page. Resources stand newest first, groups by name. */
  async page(
    asked: Asked & { groupBy: UsageGrouping; limit: number; cursor?: string },
  ): Promise<UsagePage> {
    const { groupBy, limit, cursor } = asked;
    return this.#read(async (trx, sources) => {
      const usage = this.#usage(trx, asked, sources.asOf);
      const page =
        groupBy === 'resource'
          ? await this.#resources(trx, usage, limit, cursor)
          : await this.#groups(trx, usage, KEYS[groupBy], limit, cursor);
      const [totals] = await this.#sums(trx, usage, ALL);
      return {
        asOf: moments.iso(sources.asOf),
        ...page,
        totals: totals?.figures ?? new Figures().read(0),
        gaps: await gapsOf(trx, sources, asked.selection),
      };
    });
  }

  /** The sums over everything that is asked for. */
  async totals(asked: Asked): Promise<{ asOf: string; figures: UsageFigures }> {
    return this.#read(async (trx, { asOf }) => {
      const [line] = await this.#sums(trx, this.#usage(trx, asked, asOf), ALL);
      return {
        asOf: moments.iso(asOf),
        figures: line?.figures ?? new Figures().read(0),
      };
    });
  }

  /**
   * What there is to filter by. Tenants are those of everything; the others those of one tenant, where one is given. Lists
   * `most` of each.
   */
  async choices(
    scope: UsageScope,
    { tenant, most = MOST_CHOICES }: { tenant?: string; most?: number },
  ): Promise<UsageChoices> {
    return this.#read(async (trx, { asOf }) => {
      const narrowed = tenant === undefined ? {} : { tenant };
      return choicesOf(trx, most, grouping => {
        const selection = grouping === 'tenant' ? {} : narrowed;
        return this.#usage(trx, { scope, selection }, asOf);
      });
    });
  }

  /** A resource with a page of its rows of the ledger, oldest first; undefined where it is not in the scope. */
  async resource(
    id: string,
    scope: UsageScope,
    page: { cursor?: string; limit: number },
  ): Promise<({ resource: MeteredResource } & LedgerPage) | undefined> {
    return this.#read(async (trx, { asOf }) => {
      const usage = this.#usage(trx, { scope, selection: {} }, asOf);
      usage.where('s.resource_id', id);
      const [resource] = await this.#described(trx, usage, [id]);
      return resource && { resource, ...(await ledgerPage(trx, id, page)) };
    });
  }

  async #read<T>(
    work: (trx: Knex.Transaction, sources: Sources) => Promise<T>,
  ): Promise<T> {
    const now = Math.floor(this.#clock.now().getTime() / 1000);
    return this.#store.readTransaction(async trx =>
      work(trx, await Sources.read(trx, now)),
    );
  }

  #usage(trx: Knex, { scope, selection }: Asked, asOf: Second) {
    return usageRows(trx, this.#store.dialect, { scope, selection, asOf });
  }

  async #resources(
    trx: Knex,
    usage: Knex.QueryBuilder,
    limit: number,
    cursor: string | undefined,
  ): Promise<Pick<UsagePage, 'items' | 'nextCursor'>> {
    const listed = usage.clone();
    if (cursor !== undefined) {
      const { at, id } = cursorToPlace(cursor);
      listed.where(older =>
        older
          .where('s.opened_at', '<', at)
          .orWhere(same =>
            same.where('s.opened_at', at).where('s.resource_id', '<', id),
          ),
      );
    }
    const rows: unknown[] = await trx
      .select('resource_id', 'opened_at')
      .from(listed.as('u'))
      .groupBy('resource_id', 'opened_at')
      .orderBy([
        { column: 'opened_at', order: 'desc' },
        { column: 'resource_id', order: 'desc' },
      ])
      .limit(limit + 1);
    const found = rows.map(row => pageRowSchema.parse(row));
    const ids = found.slice(0, limit).map(row => row.resource_id);
    const ofPage = usage.clone().whereIn('s.resource_id', ids);
    const sums = new Map(
      (await this.#sums(trx, ofPage, 'resource_id')).map(line => [
        line.key,
        line.figures,
      ]),
    );
    const resources = await this.#described(trx, ofPage, ids);
    const last = found[ids.length - 1];
    return {
      items: resources.map(resource => ({
        key: resource.id,
        resource,
        figures: sums.get(resource.id) ?? new Figures().read(1),
      })),
      ...(found.length > ids.length
        ? {
            nextCursor: placeToCursor({
              at: last.opened_at,
              id: last.resource_id,
            }),
          }
        : {}),
    };
  }

  async #groups(
    trx: Knex,
    usage: Knex.QueryBuilder,
    key: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<Pick<UsagePage, 'items' | 'nextCursor'>> {
    // There are as many groups as teams or people, not as resources: all are summed up, and a page is cut out.
    const lines = await this.#sums(trx, usage, key);
    const rest = lines.filter(
      line => cursor === undefined || line.key > cursor,
    );
    const items = rest.slice(0, limit);
    return {
      items,
      ...(rest.length > items.length
        ? { nextCursor: items[items.length - 1].key }
        : {}),
    };
  }

  /** The sums of each key, by key. */
  async #sums(
    trx: Knex,
    usage: Knex.QueryBuilder,
    key: string,
  ): Promise<UsageLine[]> {
    const rows: unknown[] = await trx
      .select(trx.raw(`${key} as key`), ...SUM_COLUMNS)
      .select(trx.raw('sum(weight * seconds) as seconds'))
      .from(usage.clone().as('u'))
      .groupByRaw([...(key === ALL ? [] : [key]), ...SUM_COLUMNS].join(', '));
    const counts: unknown[] = await trx
      .select(
        trx.raw(`${key} as key, count(distinct resource_id) as resources`),
      )
      .from(usage.clone().as('u'))
      .modify(query => {
        if (key !== ALL) {
          query.groupByRaw(key);
        }
      });
    const figures = new Map<string, Figures>();
    for (const row of rows.map(raw => sumRowSchema.parse(raw))) {
      const sum = figures.get(row.key) ?? new Figures();
      sum.add(row);
      figures.set(row.key, sum);
    }
    return counts
      .map(raw => countRowSchema.parse(raw))
      .map(count => ({
        key: count.key,
        figures: (figures.get(count.key) ?? new Figures()).read(
          count.resources,
        ),
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** The resources of these ids that are in the usage, newest first. */
  async #described(
    trx: Knex,
    usage: Knex.QueryBuilder,
    ids: string[],
  ): Promise<MeteredResource[]> {
    const teamRows: unknown[] = await trx
      .distinct('resource_id', 'team')
      .from(usage.clone().as('u'))
      .orderBy('team');
    const teams = teamRows.map(row => teamRowSchema.parse(row));
    const seen = new Set(teams.map(row => row.resource_id));
    const rows: unknown[] = await trx('resources')
      .whereIn(
        'id',
        ids.filter(id => seen.has(id)),
      )
      .orderBy([
        { column: 'opened_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
    return rows.map(parseResourceRow).map(resource => ({
      id: resource.id,
      type: resource.type,
      name: resource.name,
      tenant: resource.tenant,
      teams: teams
        .filter(({ resource_id: id, team }) => id === resource.id && team)
        .map(({ team }) => team),
      ...(resource.application && { application: resource.application }),
      ...(resource.environment && { environment: resource.environment }),
      ...(resource.cluster && { cluster: resource.cluster }),
      ...(resource.requester && { requester: resource.requester }),
      openedAt: moments.iso(resource.openedAt),
      ...(resource.closed && {
        closedAt: {
          earliest: moments.iso(resource.closed.from),
          latest: moments.iso(resource.closed.to),
        },
      }),
    }));
  }
}
