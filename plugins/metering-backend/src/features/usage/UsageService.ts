import { Clock } from '@flytower/durable';
import {
  MOST_EXPORTED_LINES,
  UsageFilter,
  UsageGrouping,
  UsageLine,
} from '@flytower/plugin-metering-common';
import { Second } from '../../domain/Resource';
import { usageCsv } from './usageCsv';
import { UsageScope, UsageSelection } from './UsageScope';
import { UsagePage, UsageViews } from './UsageViews';

const WEEK = 7 * 24 * 3600;
/** Lines a step of an export. */
const EXPORT_PAGE = 500;

/** Decides what a question means. */
export class UsageService {
  readonly #views: UsageViews;
  readonly #clock: Clock;

  static create(options: { views: UsageViews; clock: Clock }): UsageService {
    return new UsageService(options.views, options.clock);
  }

  private constructor(views: UsageViews, clock: Clock) {
    this.#views = views;
    this.#clock = clock;
  }

  async report(
    scope: UsageScope,
    query: UsageFilter & {
      groupBy: UsageGrouping;
      limit: number;
      cursor?: string;
    },
  ): Promise<UsagePage> {
    const { groupBy, limit, cursor } = query;
    return this.#views.page({
      scope,
      selection: this.#selection(query),
      groupBy,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
  }

  /** The lines of the question as CSV; where there are more than a file holds, its last row says so. */
  async csv(
    scope: UsageScope,
    query: UsageFilter & { groupBy: UsageGrouping },
    most: number = MOST_EXPORTED_LINES,
  ): Promise<string> {
    const lines: UsageLine[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.report(scope, {
        ...query,
        limit: Math.min(EXPORT_PAGE, most - lines.length),
        ...(cursor === undefined ? {} : { cursor }),
      });
      lines.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && lines.length < most);
    return usageCsv(query.groupBy, lines, { cut: cursor !== undefined });
  }

  /** The last seven days. */
  async summary(scope: UsageScope) {
    const from = this.#now() - WEEK;
    const totals = await this.#views.totals({
      scope,
      selection: { usedFrom: from },
    });
    return { from: new Date(from * 1000).toISOString(), ...totals };
  }

  #selection(filter: UsageFilter): UsageSelection {
    const { openedFrom, openedTo, usedFrom, usedTo, ...same } = filter;
    const anyTime = openedFrom ?? openedTo ?? usedFrom ?? usedTo;
    const times = {
      openedFrom:
        anyTime === undefined ? this.#now() - WEEK : secondUp(openedFrom),
      openedTo: secondUp(openedTo),
      usedFrom: secondUp(usedFrom),
      usedTo: secondUp(usedTo),
    };
    const { type, tenant, team, application, environment, cluster, requester } =
      same;
    return Object.fromEntries(
      Object.entries({
        ...times,
        type,
        tenant,
        team,
        application,
        environment,
        cluster,
        requester,
      }).filter(([, value]) => value !== undefined),
    );
  }

  #now(): Second {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}

/** The first whole second that is not before an instant. */
function secondUp(instant: string | undefined): Second | undefined {
  return instant === undefined
    ? undefined
    : Math.ceil(Date.parse(instant) / 1000);
}
