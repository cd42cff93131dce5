import { ConflictError } from '@backstage/errors';
import { tenantNotFound } from '@flytower/contract-node';
import { appendEvent, Clock, newId, Store } from '@flytower/durable';
import {
  decideReservation,
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
import {
  parseReservationRow,
  Reservation,
  reservationColumns,
} from './reservationRow';

/** How many expired reservations one sweep lets go of. */
const SWEEP_LIMIT = 500;

/** What the store needs. */
export interface ReservationStoreOptions {
  store: Store;
  tenants: TenantStore;
  clock: Clock;
}

/**
 * What services hold of their tenant's quota. Whoever changes it holds the tenant's lock, so that the sum is decided and
 * written in one transaction: two requests that fit one by one but not together never both get through.
 */
export class ReservationStore {
  readonly #store: Store;
  readonly #tenants: TenantStore;
  readonly #clock: Clock;

  private constructor(options: ReservationStoreOptions) {
    this.#store = options.store;
    this.#tenants = options.tenants;
    this.#clock = options.clock;
  }

  static create(options: ReservationStoreOptions): ReservationStore {
    return new ReservationStore(options);
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
      await write(trx, {
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
      const committed = own.holding.pending ?? own.holding.committed;
      await write(trx, {
        ...own,
        holding: { committed },
        expiresAt: undefined,
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
        await (part === 'everything' ? remove(trx, own) : letGo(trx, own));
      }
      return this.#usageIn(trx, tenant);
    });
  }

  async usage(slug: string): Promise<QuotaUsage> {
    return this.#store.readTransaction(async trx => {
      const tenant = await this.#tenants.get(trx, { slug });
      if (!tenant) {
        throw tenantNotFound(slug);
      }
      return this.#usageIn(trx, tenant);
    });
  }

  /** The usage of each of these tenants, by id: one query. */
  async usages(
    trx: Knex.Transaction,
    tenants: readonly TenantRecord[],
  ): Promise<ReadonlyMap<string, QuotaUsage>> {
    const all = this.#store.readable({
      table: 'reservations',
      rows: await trx('reservations').whereIn(
        'tenant_id',
        tenants.map(({ id }) => id),
      ),
      parse: parseReservationRow,
    });
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

  /** The keys that use or reserve anything in a cluster of a tenant; in any of its clusters where none is named. */
  async holders(
    trx: Knex.Transaction,
    tenantId: string,
    cluster?: string,
  ): Promise<string[]> {
    const all = await reservationsOf(trx, tenantId);
    return all
      .filter(({ holding }) =>
        [...holding.committed, ...(holding.pending ?? [])].some(
          one => cluster === undefined || one.cluster === cluster,
        ),
      )
      .map(({ key }) => key);
  }

  /**
   * Lets go of reservations whose time is over: whoever made them died without a word. What runs stays counted. Gives how
   * many there were.
   */
  async sweep(): Promise<number> {
    const now = this.#clock.now();
    const due = await this.#store
      .knex('reservations')
      .where('expires_at', '<=', now.getTime())
      .orderBy('expires_at')
      .limit(SWEEP_LIMIT);
    let swept = 0;
    const readable = this.#store.readable({
      table: 'reservations',
      rows: due,
      parse: parseReservationRow,
    });
    for (const { tenantId, key } of readable) {
      swept += await this.#store.transaction(async trx => {
        const tenant = await this.#tenants.lock(trx, { id: tenantId });
        const all = tenant ? await reservationsOf(trx, tenantId) : [];
        // Looked at again under the lock: it may have been renewed meanwhile.
        const own = all.find(one => one.key === key);
        if (!tenant || !own?.expiresAt || own.expiresAt > now) {
          return 0;
        }
        await letGo(trx, own);
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
      return work(trx, tenant, await reservationsOf(trx, tenant.id));
    });
  }

  async #usageIn(
    trx: Knex.Transaction,
    tenant: TenantRecord,
  ): Promise<QuotaUsage> {
    const all = await reservationsOf(trx, tenant.id);
    return usageOf(
      tenant.quota,
      all.map(({ holding }) => holding),
    );
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

/** What is decided by: one that cannot be read is an error, for its amount would count as free. */
async function reservationsOf(
  trx: Knex.Transaction,
  tenantId: string,
): Promise<Reservation[]> {
  const rows = await trx('reservations').where({ tenant_id: tenantId });
  return rows.map(parseReservationRow);
}

async function write(
  trx: Knex.Transaction,
  reservation: Reservation,
): Promise<void> {
  await trx('reservations')
    .insert(reservationColumns(reservation))
    .onConflict(['tenant_id', 'key'])
    .merge();
}

/** Gives back what is pending, and keeps what runs. */
async function letGo(trx: Knex.Transaction, own: Reservation): Promise<void> {
  const { committed } = own.holding;
  await (committed.length > 0
    ? write(trx, { ...own, holding: { committed }, expiresAt: undefined })
    : remove(trx, own));
}

async function remove(
  trx: Knex.Transaction,
  { tenantId, key }: Reservation,
): Promise<void> {
  await trx('reservations').where({ tenant_id: tenantId, key }).delete();
}
