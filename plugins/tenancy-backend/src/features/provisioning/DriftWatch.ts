import { LoggerService } from '@backstage/backend-plugin-api';
import { OperationStore, Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { PlannedIntent } from '../../domain/planObject';
import { listInWords } from '../../domain/sentences';
import { titleOf } from '../../domain/TenantObject';
import { boundClusters, TenantRecord } from '../../domain/TenantRecord';
import { CommandRunner } from '../operations/CommandRunner';
import { TenantStore } from '../tenants/TenantStore';
import { ClusterProvisioner } from './ClusterProvisioner';
import { Fleet, platformClient } from './TenantCluster';

/** How often each tenant is looked at when nothing hints at it. */
const INTERVAL_MS = 5 * 60_000;

const inputSchema = z.object({ clusters: z.array(z.string()).optional() });

/** What the watch needs. */
export interface DriftWatchOptions {
  store: Store;
  tenants: TenantStore;
  operations: OperationStore;
  commands: CommandRunner;
  clusters: ClusterProvisioner;
  fleet: Fleet;
  logger: LoggerService;
}

/**
 * Keeps active tenants as they should be. It only looks; where something is missing or was changed it starts an operation
 * that puts it right, so that every repair has its steps and its place in the operation log, and nothing is logged where
 * nothing was wrong. Looks at each tenant every five minutes, and at once when one of its namespaces changes.
 */
export class DriftWatch {
  readonly #options: DriftWatchOptions;
  #timer?: NodeJS.Timeout;
  #unlisten?: () => void;
  #rounds: Promise<void> = Promise.resolve();
  readonly #hinted = new Set<string>();
  #stopped = false;

  private constructor(options: DriftWatchOptions) {
    this.#options = options;
  }

  static create(options: DriftWatchOptions): DriftWatch {
    return new DriftWatch(options);
  }

  start(): void {
    this.#timer = setInterval(() => this.#schedule(undefined), INTERVAL_MS);
    this.#unlisten = this.#options.fleet.onChange(({ kind, namespace }) => {
      // Namespaces of tenants have two hyphens, and slugs have none.
      const tenant = namespace?.split('--')[0];
      if (kind === 'namespace' && tenant && namespace !== tenant) {
        this.#hint(tenant);
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unlisten?.();
    await this.#rounds;
  }

  /** Looks at all active tenants, or at one, and starts what repairs are needed. Gives the slugs of those. */
  async check(slug?: string): Promise<string[]> {
    const { store, tenants } = this.#options;
    const found = await store.readTransaction(trx =>
      tenants.list(trx, slug === undefined ? {} : { slugs: [slug] }),
    );
    const repaired: string[] = [];
    for (const tenant of found.filter(({ state }) => state === 'active')) {
      if (this.#stopped) {
        break;
      }
      const drift = await this.#driftOf(tenant);
      if (drift.length > 0 && (await this.#repair(tenant, drift))) {
        repaired.push(tenant.slug);
      }
    }
    return repaired;
  }

  #hint(slug: string): void {
    if (!this.#hinted.has(slug)) {
      this.#hinted.add(slug);
      this.#schedule(slug);
    }
  }

  #schedule(slug: string | undefined): void {
    this.#rounds = this.#rounds.then(async () => {
      if (slug !== undefined) {
        this.#hinted.delete(slug);
      }
      try {
        await this.check(slug);
      } catch (error) {
        this.#options.logger.warn(
          'Tenants could not be compared with their clusters; tried again in a few minutes',
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    });
  }

  async #driftOf(
    tenant: TenantRecord,
  ): Promise<{ cluster: string; sentence: string }[]> {
    const drifts = await Promise.all(
      boundClusters(tenant).map(async cluster => {
        const wrong = await this.#wrongIn(tenant, cluster);
        const titles = wrong.map(({ object }) => titleOf(object.manifest));
        return wrong.length > 0
          ? [{ cluster, sentence: `${listInWords(titles)} in ${cluster}` }]
          : [];
      }),
    );
    return drifts.flat();
  }

  /** What is wrong in a cluster. A cluster that does not answer tells nothing, and is looked at next time. */
  async #wrongIn(
    tenant: TenantRecord,
    cluster: string,
  ): Promise<PlannedIntent[]> {
    const { fleet, clusters, logger } = this.#options;
    const environments = tenant.environments
      .filter(({ targets }) => targets.some(one => one.cluster === cluster))
      .map(({ name }) => name);
    const work = { tenant, quota: tenant.quota, environments };
    try {
      const client = platformClient(fleet, cluster, `check ${tenant.slug}`);
      const plans = await clusters.plan(client, {
        ...work,
        cluster,
        leaving: false,
      });
      return plans.filter(plan => isWrong(tenant, cluster, plan));
    } catch (error) {
      logger.debug(
        `${tenant.slug} could not be checked in ${cluster}: ${String(error)}`,
      );
      return [];
    }
  }

  /** Starts a repair where nothing is at work that will set it right anyway. */
  async #repair(
    tenant: TenantRecord,
    drift: readonly { cluster: string; sentence: string }[],
  ): Promise<boolean> {
    const { store, tenants, commands } = this.#options;
    return store.transaction(async trx => {
      const now = await tenants.lock(trx, { id: tenant.id });
      const busy = now ? await this.#busyClusters(trx, now) : [];
      const open = drift.filter(({ cluster }) => !busy.includes(cluster));
      if (now?.state !== 'active' || open.length === 0) {
        return false;
      }
      await commands.start(trx, tenant.id, 'flytower', {
        kind: 'tenant.repair',
        clusters: open.map(({ cluster }) => cluster),
        summary: `Put right what is missing or was changed: ${open
          .map(({ sentence }) => sentence)
          .join('; ')}`,
      });
      return true;
    });
  }

  /** Where an unfinished operation works on the tenant. One that waits for one cluster holds no repair up in another. */
  async #busyClusters(
    trx: Knex.Transaction,
    tenant: TenantRecord,
  ): Promise<string[]> {
    const { operations } = this.#options;
    const busy: string[] = [];
    for (const { id } of await operations.unfinished(trx, tenant.id)) {
      const { clusters } = inputSchema.parse(await operations.inputOf(trx, id));
      busy.push(...(clusters ?? boundClusters(tenant)));
    }
    return busy;
  }
}

/**
 * Whether something has to be done about an object. That its namespace is another's by now is told once: an operation then
 * says so and waits for it to be given up, and the page does not say ready any more.
 */
function isWrong(
  tenant: TenantRecord,
  cluster: string,
  { object, intent }: PlannedIntent,
): boolean {
  switch (intent.kind) {
    case 'create':
    case 'repair':
      return true;
    case 'refuse':
      return tenant.environments
        .filter(({ name }) => name === object.environment)
        .flatMap(({ targets }) => targets)
        .some(one => one.cluster === cluster && one.state === 'ready');
    default:
      return false;
  }
}
