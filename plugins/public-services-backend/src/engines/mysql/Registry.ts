import { z } from 'zod';
import { MySqlSession } from './MySqlSession';
import { numberOf } from './mysqlError';

const DATABASE = 'flytower_registry';
const TABLE = `${DATABASE}.claims`;

/** No such table, no such database. */
const NOT_THERE = [1146, 1049];

export type ClaimKind = 'database' | 'account';

/** Who a name on a server belongs to. */
export interface Claim {
  /** ULID of the instance. */
  instance: string;
  /** ULID of what has the name: the instance itself, or an account of it. */
  owner: string;
}

/**
 * Which databases and accounts on a server are Flytower's: rows in a database of its own there, which no tenant may see.
 * A name is claimed before it is used and released after it is gone, so that a crash leaves a claim without a thing, never
 * a thing without a claim. What has no claim is not touched.
 */
export class Registry {
  readonly #session: MySqlSession;

  constructor(session: MySqlSession) {
    this.#session = session;
  }

  /** Claims a name that nobody has claimed; answers who has it now. */
  async claim(kind: ClaimKind, name: string, claim: Claim): Promise<Claim> {
    await this.#make();
    await this.#session.rows(
      z.unknown(),
      `INSERT IGNORE INTO ${TABLE} (kind, name, instance, owner) SELECT ?, ?, ?, ? FROM DUAL`,
      [kind, name, claim.instance, claim.owner],
    );
    return (await this.find(kind, name)) ?? claim;
  }

  async find(kind: ClaimKind, name: string): Promise<Claim | undefined> {
    const [found] = await this.#rows(
      z.object({ instance: z.string(), owner: z.string() }),
      `SELECT instance, owner FROM ${TABLE} WHERE kind = ? AND name = CAST(? AS BINARY)`,
      [kind, name],
    );
    return found;
  }

  /** The accounts of an instance, in order of their names. */
  async accountsOf(instance: string): Promise<string[]> {
    const rows = await this.#rows(
      z.object({ name: z.string() }),
      `SELECT CONVERT(name USING utf8mb4) AS name FROM ${TABLE} WHERE kind = 'account' AND instance = ? ORDER BY name`,
      [instance],
    );
    return rows.map(({ name }) => name);
  }

  async release(kind: ClaimKind, name: string): Promise<void> {
    await this.#rows(
      z.unknown(),
      `DELETE FROM ${TABLE} WHERE kind = ? AND name = CAST(? AS BINARY)`,
      [kind, name],
    );
  }

  async #rows<T>(shape: z.ZodType<T>, query: string, values: string[]) {
    try {
      return await this.#session.rows(shape, query, values);
    } catch (error) {
      if (NOT_THERE.includes(numberOf(error) ?? 0)) {
        return [];
      }
      throw error;
    }
  }

  async #make(): Promise<void> {
    await this.#session.run(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
    // Names are compared byte by byte, whatever the server's collation.
    await this.#session.run(
      `CREATE TABLE IF NOT EXISTS ${TABLE} (
        kind VARCHAR(16) NOT NULL,
        name VARBINARY(512) NOT NULL,
        instance VARCHAR(64) NOT NULL,
        owner VARCHAR(64) NOT NULL,
        PRIMARY KEY (kind, name)
      ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4`,
    );
  }
}
