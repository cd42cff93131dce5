import { instantColumn, optionalText, Store } from '@flytower/durable';
import type { Knex } from 'knex';
import { z } from 'zod';
import { AccountRecord } from '../domain/records';

const rowSchema = z.object({
  id: z.string(),
  instance_id: z.string(),
  binding_id: optionalText,
  username: z.string(),
  state: z.enum(['creating', 'active', 'disabled', 'deleting']),
  version: z.int(),
  change_operation_id: optionalText,
  change_deadline_at: z.union([
    z.null().transform(() => undefined),
    instantColumn,
  ]),
});

const passwordSchema = z.object({
  account_id: z.string(),
  version: z.int(),
  sealed: z.string(),
  seal_key: z.string(),
  shown_by: optionalText,
  shown_at: z.union([z.null().transform(() => undefined), instantColumn]),
});

type AccountRow = z.infer<typeof rowSchema>;

function parseRow(raw: unknown): AccountRow {
  return rowSchema.parse(raw);
}

/** A sealed password as it stands in its row. */
export interface SealedPassword {
  accountId: string;
  version: number;
  sealed: string;
  sealKey: string;
}

/** Accounts of instances and bindings, with their sealed passwords. */
export class AccountStore {
  readonly #store: Store;

  static create(options: { store: Store }): AccountStore {
    return new AccountStore(options.store);
  }

  private constructor(store: Store) {
    this.#store = store;
  }

  async insert(
    trx: Knex.Transaction,
    account: Omit<AccountRecord, 'passwords' | 'change'>,
  ): Promise<void> {
    await trx('accounts').insert({
      id: account.id,
      instance_id: account.instanceId,
      binding_id: account.bindingId ?? null,
      username: account.username,
      state: account.state,
      version: account.version,
    });
  }

  async insertPassword(
    trx: Knex.Transaction,
    { accountId, version, sealed, sealKey }: SealedPassword,
  ): Promise<void> {
    await trx('passwords').insert({
      account_id: accountId,
      version,
      sealed,
      seal_key: sealKey,
    });
  }

  /** The accounts of these instances: an instance's own first, then those of bindings, oldest first. */
  async ofInstances(knex: Knex, ids: string[]): Promise<AccountRecord[]> {
    const rows = await knex('accounts')
      .whereIn('instance_id', ids)
      .orderBy('id');
    return this.#with(
      knex,
      this.#store.readable({ table: 'accounts', rows, parse: parseRow }),
    );
  }

  /** As `ofInstances`, of one, for what acts on every account of it: one that cannot be read is an error here. */
  async ofInstance(knex: Knex, id: string): Promise<AccountRecord[]> {
    const rows = await knex('accounts')
      .where({ instance_id: id })
      .orderBy('id');
    return this.#with(knex, rows.map(parseRow));
  }

  async ofBindings(knex: Knex, ids: string[]): Promise<AccountRecord[]> {
    return this.#with(
      knex,
      (await knex('accounts').whereIn('binding_id', ids).orderBy('id')).map(
        parseRow,
      ),
    );
  }

  /** The instance's own account. */
  async ownOf(
    knex: Knex,
    instanceId: string,
  ): Promise<AccountRecord | undefined> {
    const [account] = await this.#with(
      knex,
      (
        await knex('accounts').where({
          instance_id: instanceId,
          binding_id: null,
        })
      ).map(parseRow),
    );
    return account;
  }

  async update(
    trx: Knex.Transaction,
    id: string,
    change: {
      state?: AccountRecord['state'];
      version?: number;
      /** `null` ends a change. */
      change?: { operationId: string; deadlineAt: Date } | null;
    },
  ): Promise<void> {
    const { state, version } = change;
    await trx('accounts')
      .where({ id })
      .update({
        ...(state ? { state } : {}),
        ...(version === undefined ? {} : { version }),
        ...(change.change === undefined
          ? {}
          : {
              change_operation_id: change.change?.operationId ?? null,
              change_deadline_at: change.change?.deadlineAt.getTime() ?? null,
            }),
      });
  }

  /** Marks a password as shown; false where it was before, or is gone. */
  async setShown(
    trx: Knex.Transaction,
    accountId: string,
    version: number,
    shown: { by: string; at: Date },
  ): Promise<boolean> {
    const updated = await trx('passwords')
      .where({ account_id: accountId, version, shown_by: null })
      .update({ shown_by: shown.by, shown_at: shown.at.getTime() });
    return updated > 0;
  }

  /** Forgets the passwords that died. */
  async dropPasswords(
    trx: Knex.Transaction,
    accountId: string,
    before: number,
  ): Promise<void> {
    await trx('passwords')
      .where({ account_id: accountId })
      .where('version', '<', before)
      .delete();
  }

  async delete(trx: Knex.Transaction, id: string): Promise<void> {
    await trx('accounts').where({ id }).delete();
  }

  async #with(knex: Knex, rows: AccountRow[]): Promise<AccountRecord[]> {
    const passwords = this.#store.readable({
      table: 'passwords',
      rows: await knex('passwords')
        .whereIn(
          'account_id',
          rows.map(({ id }) => id),
        )
        .orderBy('version'),
      parse: raw => passwordSchema.parse(raw),
      key: 'account_id',
    });
    return rows.map(row => ({
      id: row.id,
      instanceId: row.instance_id,
      ...(row.binding_id === undefined ? {} : { bindingId: row.binding_id }),
      username: row.username,
      state: row.state,
      version: row.version,
      ...(row.change_operation_id !== undefined &&
      row.change_deadline_at !== undefined
        ? {
            change: {
              operationId: row.change_operation_id,
              deadlineAt: row.change_deadline_at,
            },
          }
        : {}),
      passwords: passwords
        .filter(one => one.account_id === row.id)
        .map(one => ({
          version: one.version,
          sealed: one.sealed,
          ...(one.shown_by !== undefined && one.shown_at !== undefined
            ? { shown: { by: one.shown_by, at: one.shown_at } }
            : {}),
        })),
    }));
  }
}
