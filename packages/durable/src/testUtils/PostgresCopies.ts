import { randomBytes } from 'node:crypto';
import knexFactory, { Knex } from 'knex';

/**
 * New databases of one PostgreSQL. Of those that are to be prepared alike one is, and the others are copies of it: to copy
 * takes a quarter of the time of our migrations.
 */
export class PostgresCopies {
  readonly #address: string;
  readonly #admin: Knex;
  readonly #originals = new Map<string, Promise<string>>();
  readonly #names: string[] = [];
  readonly #opened: Knex[] = [];

  /** @param address - the connection string of a user who may create databases */
  constructor(address: string) {
    this.#address = address;
    this.#admin = this.#connect({ max: 1 });
  }

  /** A database of its own, on which `prepare` has been done: once for all that are opened by this key. */
  async open(
    key: string,
    prepare: (knex: Knex) => Promise<unknown>,
  ): Promise<Knex> {
    const original = this.#originals.get(key) ?? this.#prepared(prepare);
    this.#originals.set(key, original);
    const knex = this.#connect({
      database: await this.#create(await original),
      max: 5,
    });
    this.#opened.push(knex);
    return knex;
  }

  /** Closes all that were opened, and takes them away. */
  async drop(): Promise<void> {
    await Promise.all(this.#opened.map(knex => knex.destroy()));
    for (const name of this.#names) {
      await this.#admin.raw('drop database if exists ?? with (force)', [name]);
    }
    await this.#admin.destroy();
  }

  async #prepared(prepare: (knex: Knex) => Promise<unknown>): Promise<string> {
    const name = await this.#create('template1');
    const knex = this.#connect({ database: name, max: 5 });
    try {
      await prepare(knex);
    } finally {
      // Nobody may be in a database that is copied.
      await knex.destroy();
    }
    return name;
  }

  async #create(original: string): Promise<string> {
    const name = `copy_${randomBytes(12).toString('hex')}`;
    this.#names.push(name);
    await this.#admin.raw('create database ?? template ??', [name, original]);
    return name;
  }

  #connect({ database, max }: { database?: string; max: number }): Knex {
    const address = new URL(this.#address);
    if (database) {
      address.pathname = `/${database}`;
    }
    return knexFactory({
      client: 'pg',
      connection: address.href,
      // What a test has left idle must not keep later ones out: a server has a hundred connections or some more.
      pool: { min: 0, max, idleTimeoutMillis: 1_000, reapIntervalMillis: 500 },
    });
  }
}
