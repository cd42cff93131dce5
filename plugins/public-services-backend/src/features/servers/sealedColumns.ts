import { SealedColumn } from '@flytower/durable';

/** Where public services keep what they seal. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'servers',
    column: 'sealed_access',
    keyColumn: 'seal_key',
    rowId: ['id'],
    nameColumn: 'name',
    words: {
      one: "administrator's password of server",
      many: "administrator's passwords of servers",
    },
    remedy: 'put the key back, or give the password anew',
  },
  {
    table: 'passwords',
    column: 'sealed',
    keyColumn: 'seal_key',
    rowId: ['account_id', 'version'],
    words: { one: 'password of an account', many: 'passwords of accounts' },
    remedy: 'put the key back, or change the passwords',
  },
];
