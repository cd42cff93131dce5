import { ConflictError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { appendEvent, Clock, newId, Store } from '@flytower/durable';
import {
  decideReservation,
  HeldAmounts,
  heldOf,
  Holding,
  QuotaUsage,
  ReservationPart,
  ReservationRequest,
  ReservationResult,
  usageOf,
} from '@flytower/plugin-tenancy-common';
import type { Knex } from 'knex';
import { TenantRecord } from '../../domain/TenantRecord';
import { TenantStore } from '../tenants/TenantStore';
import { Reservation } from './reservationRow';
import { ReservationStore } from './ReservationStore';

/** What reservations need. */
export interface ReservationsOptions {
  store: Store;
  tenants: TenantStore;
  clock: Clock;
}

/**
 * What services hold of their tenant's quota. Whoever changes it holds the tenant's lock, so that the sum is decided and
 * written in one transaction: two requests that fit one by one but not together never both get through.
 */
export class Reservations {
  readonly #store: Store;
  readonly #rows: ReservationStore;
  readonly #tenants: TenantStore;
  readonly #clock: Clock;

  private constructor(options: ReservationsOptions) {
    this.#store = options.store;
    this.#rows = ReservationStore.create(options.store);
    this.#tenants = options.tenants;
    this.#clock = options.clock;
  }

  static create(options: ReservationsOptions): Reservations {
    return new Reservations(options);
  }

  /** Reserves what a service needs altogether, or says what it exceeds. The same key replaces what it asked before. */
  async reserve(
    slug: string,
    key: string,
    request: ReservationRequest,
  ): Promise<ReservationResult> {
    return this.#locked(slug, async (trx, tenant, all) => {
      assertUsable(tenant, request);
      const own = all.find(one => one.key === key);
      const holding: Holding = {
        committed: own?.holding.committed ?? [],
        pending: request.amounts,
      };
      const refusal = decideReservation({
        tenant: slug,
        limit: tenant.quota,
        others: all.filter(one => one !== own).map(one => one.holding),
        own: holding,
      });
      if (refusal) {
        return refusal;
      }
      const id = own?.id ?? newId();
      const expiresAt = new Date(
        this.#clock.now().getTime() + request.expiresInMs,
      );
      await this.#rows.write(trx, {
        tenantId: tenant.id,
        key,
        id,
        environment: request.environment,
        holding,
        expiresAt,
      });
      return { kind: 'reserved', id, expiresAt: expiresAt.toISOString() };
    });
  }

  /** What was reserved counts as used. Repeating it changes nothing. */
  async commit(slug: string, key: string): Promise<QuotaUsage> {
    return this.#locked(slug, async (trx, tenant, all) => {
      const own = all.find(one => one.key === key);
      if (!own) {
        throw new ConflictError(
          `Nothing is reserved for ${key} in ${slug}: the reservation was released or has expired. Reserve again before committing`,
        );
      }
      const committed = heldOf(own.holding.pending ?? own.holding.committed);
      await this.#rows.write(trx, {
        ...own,
        holding: { committed },
        expiresAt: undefined,
      });
      return this.#usageIn(trx, tenant);
    });
  }

  /**
   * Counts as used what truly stands in the clusters, whatever the limit says and the tenant still has: it states a fact.
   * What is pending stays so.
   */
  async hold(
    slug: string,
    key: string,
    { environment, amounts }: HeldAmounts,
  ): Promise<QuotaUsage> {
    return this.#locked(slug, async (trx, tenant, all) => {
      const own = all.find(one => one.key === key);
      await this.#keep(trx, {
        ...(own ?? { tenantId: tenant.id, key, id: newId() }),
        environment,
        holding: { ...own?.holding, committed: heldOf(amounts) },
      });
      return this.#usageIn(trx, tenant);
    });
  }

  /** Gives back what was reserved, or everything of the key. Repeating it changes nothing. */
  async release(
    slug: string,
    key: string,
    part: ReservationPart,
  ): Promise<QuotaUsage> {
    return this.#locked(slug, async (trx, tenant, all) => {
      const own = all.find(one => one.key === key);
      if (own) {
        await (part === 'everything'
          ? this.#rows.remove(trx, own)
          : this.#letGo(trx, own));
      }
      return this.#usageIn(trx, tenant);
    });
  }

  /** The usage of a tenant; with `except` as if that key held nothing. */
  async usage(
    slug: string,
    { except }: { except?: string } = {},
  ): Promise<QuotaUsage> {
    return this.#store.readTransaction(async trx => {
      const tenant = await this.#tenants.get(trx, { slug });
      if (!tenant) {
        throw tenantNotFound(slug);
      }
      return this.#usageIn(trx, tenant, except);
    });
  }

  /** The usage of each of these tenants, by id: one query. */
  async usages(
    trx: Knex.Transaction,
    tenants: readonly TenantRecord[],
  ): Promise<ReadonlyMap<string, QuotaUsage>> {
    const all = await this.#rows.ofAll(
      trx,
      tenants.map(({ id }) => id),
    );
    return new Map(
      tenants.map(({ id, quota }) => [
        id,
        usageOf(
          quota,
          all.filter(one => one.tenantId === id).map(({ holding }) => holding),
        ),
      ]),
    );
  }

  /** The keys that use anything in a cluster of a tenant, or have reserved there, be it for no instance. */
  async holders(
    trx: Knex.Transaction,
    tenantId: string,
    cluster: string,
  ): Promise<string[]> {
    const all = await this.#rows.of(trx, tenantId);
    return all
      .filter(({ holding: { committed, pending = [] } }) =>
        [...heldOf(committed), ...pending].some(one => one.cluster === cluster),
      )
      .map(({ key }) => key);
  }

  /**
   * Lets go of reservations whose time is over: whoever made them died without a word. What runs stays counted. Gives how
   * many there were.
   */
  async sweep(): Promise<number> {
    const now = this.#clock.now();
    let swept = 0;
    for (const { tenantId, key } of await this.#rows.due(now)) {
      swept += await this.#store.transaction(async trx => {
        const tenant = await this.#tenants.lock(trx, { id: tenantId });
        const all = tenant ? await this.#rows.of(trx, tenantId) : [];
        // Looked at again under the lock: it may have been renewed meanwhile.
        const own = all.find(one => one.key === key);
        if (!tenant || !own?.expiresAt || own.expiresAt > now) {
          return 0;
        }
        await this.#letGo(trx, own);
        await appendEvent(trx, this.#clock, {
          type: 'tenant.reservation-expired.v1',
          subject: { kind: 'tenant', id: tenant.id, name: tenant.slug },
          tenant: tenant.slug,
          actor: 'flytower',
          summary: `The quota that was reserved for ${key} in ${tenant.slug} is free again: nobody used it in time`,
          data: { key, reservation: own.id },
        });
        return 1;
      });
    }
    return swept;
  }

  async #locked<T>(
    slug: string,
    work: (
      trx: Knex.Transaction,
      tenant: TenantRecord,
      all: Reservation[],
    ) => Promise<T>,
  ): Promise<T> {
    return this.#store.transaction(async trx => {
      const tenant = await this.#tenants.lock(trx, { slug });
      if (!tenant) {
        throw tenantNotFound(slug);
      }
      return work(trx, tenant, await this.#rows.of(trx, tenant.id));
    });
  }

  async #usageIn(
    trx: Knex.Transaction,
    { id, quota }: TenantRecord,
    except?: string,
  ): Promise<QuotaUsage> {
    const all = await this.#rows.of(trx, id);
    return usageOf(
      quota,
      all.filter(({ key }) => key !== except).map(({ holding }) => holding),
    );
  }

  /** Gives back what is pending, and keeps what runs. */
  async #letGo(trx: Knex.Transaction, own: Reservation): Promise<void> {
    const { committed } = own.holding;
    await this.#keep(trx, {
      ...own,
      holding: { committed },
      expiresAt: undefined,
    });
  }

  /** Writes a reservation, or drops it where nothing is held and nothing pending. */
  async #keep(trx: Knex.Transaction, one: Reservation): Promise<void> {
    const { committed, pending } = one.holding;
    await (committed.length > 0 || pending
      ? this.#rows.write(trx, one)
      : this.#rows.remove(trx, one));
  }
}

function assertUsable(
  { slug, state, environments }: TenantRecord,
  { environment, amounts }: ReservationRequest,
): void {
  if (amounts.length > 0 && (state === 'frozen' || state === 'offboarding')) {
    throw new ConflictError(
      `${slug} is ${state}, so nothing new can run there; ask an operations admin`,
    );
  }
  const targets =
    environments.find(({ name }) => name === environment)?.targets ?? [];
  for (const { cluster } of amounts) {
    const target = targets.find(one => one.cluster === cluster);
    if (!target || target.state === 'unbinding') {
      throw new ConflictError(
        `${slug} has no environment ${environment} in ${cluster}; choose one of its clusters, or have this one bound`,
      );
    }
  }
}
