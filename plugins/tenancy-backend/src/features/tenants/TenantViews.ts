import { InputError } from '@backstage/errors';
import { tenantSlugSchema, TenantScope } from '@flytower/contract';
import { tenantNotFound } from '@flytower/contract-node';
import { feedCursor, OperationStore, Store } from '@flytower/durable';
import {
  EnvironmentCluster,
  QuotaUsage,
  StandardEnvironment,
  TenancySnapshot,
  TenantDetail,
  TenantSummary,
} from '@flytower/plugin-tenancy-common';
import { tenantSentence } from '../../domain/sentences';
import {
  boundClusters,
  TargetRecord,
  TenantRecord,
} from '../../domain/TenantRecord';
import { Reservations } from '../reservations/Reservations';
import { environmentFacts, factsOf } from './factsOf';
import { TenantStore } from './TenantStore';

/** What the views need. */
export interface TenantViewsOptions {
  store: Store;
  tenants: TenantStore;
  reservations: Reservations;
  operations: OperationStore;
  environments: readonly StandardEnvironment[];
}

/** Tenants as pages and feeds read them. */
export class TenantViews {
  readonly #options: TenantViewsOptions;

  private constructor(options: TenantViewsOptions) {
    this.#options = options;
  }

  static create(options: TenantViewsOptions): TenantViews {
    return new TenantViews(options);
  }

  /** A page of the tenants in the scope, by slug; the cursor is the last slug of the page before. */
  async list(
    scope: TenantScope,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: TenantSummary[]; nextCursor?: string }> {
    const { store, tenants, reservations } = this.#options;
    const afterSlug = cursorOf(page.cursor);
    return store.readTransaction(async trx => {
      const { items: records, ...rest } = await tenants.page(trx, {
        ...(scope.kind === 'some' ? { slugs: scope.tenants } : {}),
        ...(afterSlug === undefined ? {} : { cursor: afterSlug }),
        limit: page.limit,
      });
      const usages = await reservations.usages(trx, records);
      return {
        ...rest,
        items: records.map(tenant => this.#summary(tenant, usages)),
      };
    });
  }

  async detail(slug: string): Promise<TenantDetail> {
    const { store, tenants, reservations, operations } = this.#options;
    const { tenant, usages } = await store.readTransaction(async trx => {
      const found = await tenants.get(trx, { slug });
      if (!found) {
        throw tenantNotFound(slug);
      }
      return {
        tenant: found,
        usages: await reservations.usages(trx, [found]),
      };
    });
    const { items } = await operations.list({
      scope: { kind: 'all' },
      subject: { id: tenant.id },
      limit: 20,
    });
    const operation =
      items.find(({ finishedAt }) => finishedAt === undefined) ?? items[0];
    return {
      ...this.#summary(tenant, usages),
      members: tenant.members,
      teams: tenant.teams,
      ...(operation ? { operationId: operation.id } : {}),
    };
  }

  /** All tenants, or those with these slugs, and the cursor of the feed, as of one moment. */
  async snapshot(slugs?: readonly string[]): Promise<TenancySnapshot> {
    const { store, tenants, environments } = this.#options;
    return store.readTransaction(async trx => ({
      cursor: await feedCursor(trx),
      tenants: (await tenants.list(trx, slugs ? { slugs } : {})).map(
        tenant => ({
          ...factsOf(tenant, environments),
          members: tenant.members,
          teams: tenant.teams,
        }),
      ),
    }));
  }

  #summary(
    tenant: TenantRecord,
    usages: ReadonlyMap<string, QuotaUsage>,
  ): TenantSummary {
    const quota = usages.get(tenant.id);
    if (!quota) {
      throw new Error(`The usage of ${tenant.slug} was not read`);
    }
    return {
      id: tenant.id,
      slug: tenant.slug,
      displayName: tenant.displayName,
      state: tenant.state,
      sentence: tenantSentence(tenant),
      quota,
      clusters: boundClusters(tenant),
      environments: tenant.environments.map(({ id, name, targets }) => ({
        id,
        ...environmentFacts(tenant.slug, name, this.#options.environments),
        clusters: targets.map(clusterOf),
      })),
      memberCount: tenant.members.length,
      generation: tenant.generation,
      createdAt: tenant.createdAt.toISOString(),
    };
  }
}

function clusterOf(target: TargetRecord): EnvironmentCluster {
  const { cluster, state, sentence, checkedAt, keptBy } = target;
  return {
    name: cluster,
    state,
    sentence,
    ...(checkedAt ? { checkedAt: checkedAt.toISOString() } : {}),
    ...(keptBy === undefined ? {} : { keptBy }),
  };
}

function cursorOf(cursor: string | undefined): string | undefined {
  if (cursor !== undefined && !tenantSlugSchema.safeParse(cursor).success) {
    throw new InputError(
      `The cursor "${cursor}" is none of this list; start again without one`,
    );
  }
  return cursor;
}
