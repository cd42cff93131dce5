import { Store } from '@flytower/durable';
import type { Knex } from 'knex';
import {
  parseReservationRow,
  Reservation,
  reservationColumns,
} from './reservationRow';

/** How many expired reservations are looked at in one go. */
const DUE_LIMIT = 500;

/** What services hold of their tenants' quota, as rows: one for each key. */
export class ReservationStore {
  readonly #store: Pick<Store, 'knex' | 'readable'>;

  private constructor(store: Pick<Store, 'knex' | 'readable'>) {
    this.#store = store;
  }

  static create(store: Pick<Store, 'knex' | 'readable'>): ReservationStore {
    return new ReservationStore(store);
  }

  /** What is decided by: one that cannot be read is an error, for its amount would count as free. */
  async of(trx: Knex.Transaction, tenantId: string): Promise<Reservation[]> {
    const rows = await trx('reservations').where({ tenant_id: tenantId });
    return rows.map(parseReservationRow);
  }

  /** What is shown of many tenants: one query, and what cannot be read is left out. */
  async ofAll(
    trx: Knex.Transaction,
    tenantIds: readonly string[],
  ): Promise<Reservation[]> {
    return this.#readable(
      await trx('reservations').whereIn('tenant_id', [...tenantIds]),
    );
  }

  /** Those that have expired by then, the oldest first. */
  async due(now: Date): Promise<Reservation[]> {
    return this.#readable(
      await this.#store
        .knex('reservations')
        .where('expires_at', '<=', now.getTime())
        .orderBy('expires_at')
        .limit(DUE_LIMIT),
    );
  }

  async write(trx: Knex.Transaction, reservation: Reservation): Promise<void> {
    await trx('reservations')
      .insert(reservationColumns(reservation))
      .onConflict(['tenant_id', 'key'])
      .merge();
  }

  async remove(
    trx: Knex.Transaction,
    { tenantId, key }: Pick<Reservation, 'tenantId' | 'key'>,
  ): Promise<void> {
    await trx('reservations').where({ tenant_id: tenantId, key }).delete();
  }

  #readable(rows: unknown[]): Reservation[] {
    return this.#store.readable({
      table: 'reservations',
      rows,
      parse: parseReservationRow,
    });
  }
}
