import { SealPlace, Sealer, Secret, UnsealError } from '@flytower/sealing';
import type { Knex } from 'knex';
import { generatePassword } from '../../domain/generatePassword';
import { AccountRecord } from '../../domain/records';
import { AccountStore } from '../../stores/AccountStore';

function placeOf(accountId: string, version: number): SealPlace {
  return {
    table: 'passwords',
    column: 'sealed',
    rowId: `${accountId}/${version}`,
  };
}

/** The passwords of accounts: made here, sealed in their row, and opened only where they are used. */
export class Passwords {
  readonly #accounts: AccountStore;
  readonly #sealer: Sealer;

  static create(options: { accounts: AccountStore; sealer: Sealer }) {
    return new Passwords(options.accounts, options.sealer);
  }

  private constructor(accounts: AccountStore, sealer: Sealer) {
    this.#accounts = accounts;
    this.#sealer = sealer;
  }

  /** Makes a password and keeps it sealed. */
  async make(
    trx: Knex.Transaction,
    accountId: string,
    version: number,
  ): Promise<void> {
    await this.#accounts.insertPassword(trx, {
      accountId,
      version,
      sealed: this.#sealer.seal(
        generatePassword(),
        placeOf(accountId, version),
      ),
      sealKey: this.#sealer.keyId,
    });
  }

  /** Throws an UnsealError where it does not open or is gone. */
  open(account: AccountRecord, version: number): Secret {
    const found = account.passwords.find(one => one.version === version);
    if (!found) {
      throw new UnsealError(
        `the password ${version} of ${account.username} is not kept any more`,
      );
    }
    return this.#sealer.open(found.sealed, placeOf(account.id, version));
  }
}
