import mysql from 'mysql2/promise';

/** Asks the MariaDB itself, as its administrator or as whoever has credentials: the portal's word is not taken for it. */
export class Databases {
  #server;

  /** @param {import('../lib/engines/engines.mjs').Engine} server */
  constructor(server) {
    this.#server = server;
  }

  async #ask(sql, values = []) {
    const { host, port, username, password } = this.#server;
    const connection = await mysql.createConnection({
      host,
      port,
      user: username,
      password,
      connectTimeout: 10_000,
    });
    try {
      const [rows] = await connection.query(sql, values);
      return rows;
    } finally {
      await connection.end();
    }
  }

  /** Names of the databases that hold this word. */
  async named(word) {
    const rows = await this.#ask(
      'SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE ?',
      [`%${word}%`],
    );
    return rows.map(({ name }) => name);
  }

  /** Who has a right on this database. */
  async accountsOf(database) {
    const rows = await this.#ask(
      'SELECT DISTINCT User AS name FROM mysql.db WHERE Db = ? OR Db = ?',
      [database, database.replaceAll('_', '\\_')],
    );
    return rows.map(({ name }) => name).sort();
  }

  /** All accounts of the server. */
  async accounts() {
    const rows = await this.#ask('SELECT User AS name FROM mysql.user');
    return rows.map(({ name }) => name).sort();
  }

  /** Whether somebody can sign in and work in the database. */
  static async works({ host, port, username, password, database }) {
    let connection;
    try {
      connection = await mysql.createConnection({
        host,
        port,
        user: username,
        password,
        database,
        connectTimeout: 10_000,
      });
      const [[row]] = await connection.query('SELECT 1 AS one');
      return row.one === 1;
    } catch (error) {
      if (/denied|locked|unknown database/i.test(error.message)) {
        return false;
      }
      throw error;
    } finally {
      await connection?.end();
    }
  }
}
