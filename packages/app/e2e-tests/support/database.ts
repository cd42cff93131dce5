import mysql from 'mysql2/promise';

/** How one signs in to a database. */
interface Access {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/** A client of a real MySQL or MariaDB, with the credentials that somebody was given. */
export class Database {
  readonly #access: Access;

  private constructor(access: Access) {
    this.#access = access;
  }

  /** By `mysql://user:password@host:port/database`, as the portal shows it. */
  static at(uri: string): Database {
    const { hostname, port, username, password, pathname } = new URL(uri);
    return new Database({
      host: hostname,
      port: Number(port),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: pathname.slice(1),
    });
  }

  /** By the Secret that a binding puts into a cluster. */
  static ofSecret(secret: Record<string, string>): Database {
    return new Database({
      host: secret.host,
      port: Number(secret.port),
      user: secret.username,
      password: secret.password,
      database: secret.database,
    });
  }

  get name(): string {
    return this.#access.database;
  }

  /** Makes a table, writes, reads and removes it; gives what was read. */
  async workThrough(): Promise<string[]> {
    return this.#as(this.#access, async connection => {
      await connection.query('CREATE TABLE walk (word VARCHAR(20))');
      await connection.query("INSERT INTO walk VALUES ('first'), ('second')");
      const [rows] = await connection.query<mysql.RowDataPacket[]>(
        'SELECT word FROM walk ORDER BY word',
      );
      await connection.query('DROP TABLE walk');
      return rows.map(({ word }) => String(word));
    });
  }

  /** The databases that this account knows of. */
  async databases(): Promise<string[]> {
    return this.#as(this.#access, async connection => {
      const [rows] = await connection.query<mysql.RowDataPacket[]>(
        'SHOW DATABASES',
      );
      return rows.map(row => String(Object.values(row)[0]));
    });
  }

  /** What the server says to a try at another database; nothing where it lets one in. */
  async refusalOf(database: string): Promise<string | undefined> {
    return this.#refusal({ ...this.#access, database });
  }

  /** What the server says to a try at one's own database; nothing where it lets one in. */
  async refusal(): Promise<string | undefined> {
    return this.#refusal(this.#access);
  }

  async #refusal(access: Access): Promise<string | undefined> {
    try {
      await this.#as(access, connection => connection.query('SELECT 1'));
      return undefined;
    } catch (error) {
      return String(error);
    }
  }

  async #as<T>(
    access: Access,
    work: (connection: mysql.Connection) => Promise<T>,
  ): Promise<T> {
    const connection = await mysql.createConnection({
      ...access,
      connectTimeout: 10_000,
    });
    try {
      return await work(connection);
    } finally {
      await connection.end();
    }
  }
}
