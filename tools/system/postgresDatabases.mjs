import pg from 'pg';

const PREFIX = 'backstage_plugin_';

/**
 * The databases of an installation on PostgreSQL, past the portal: what they hold, and a dump of before put back under
 * whoever is connected.
 */
export class PostgresDatabases {
  #server;

  /** @param {URL} server with the name and password of an administrator */
  constructor(server) {
    this.#server = server;
  }

  async #on(database, work) {
    const address = new URL(this.#server);
    address.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: address.href });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** Asks the database of one plugin. */
  async ask(plugin, sql, values = []) {
    const { rows } = await this.#on(`${PREFIX}${plugin}`, client =>
      client.query(sql, values),
    );
    return rows;
  }

  /** The plugins that have a database. */
  async plugins() {
    const { rows } = await this.#on('postgres', client =>
      client.query(
        `select datname as name from pg_database where datname like '${PREFIX}%' order by 1`,
      ),
    );
    return rows.map(({ name }) => name.slice(PREFIX.length));
  }

  /** Copies the databases of all plugins as they are now. Their connections are cut for it, as by a restart of the server. */
  async dump(name) {
    const plugins = await this.plugins();
    for (const plugin of plugins) {
      await this.#copy(`${PREFIX}${plugin}`, `${name}_${plugin}`);
    }
    return { name, plugins };
  }

  /** Puts the databases of a dump in the place of those of now, while everybody who uses them runs. */
  async putBack({ name, plugins }) {
    await this.#on('postgres', async client => {
      for (const plugin of plugins) {
        const database = `${PREFIX}${plugin}`;
        await client.query(
          `alter database "${database}" with allow_connections false`,
        );
        await client.query(`drop database "${database}" with (force)`);
        await client.query(
          `create database "${database}" template "${name}_${plugin}"`,
        );
      }
    });
  }

  async #copy(from, to) {
    await this.#on('postgres', async client => {
      await client.query(
        `alter database "${from}" with allow_connections false`,
      );
      try {
        await client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
          [from],
        );
        await gone(client, from);
        await client.query(`create database "${to}" template "${from}"`);
      } finally {
        await client.query(
          `alter database "${from}" with allow_connections true`,
        );
      }
    });
  }
}

/** A terminated connection is gone a moment after it was told to. */
async function gone(client, database) {
  for (let look = 0; look < 200; look += 1) {
    const { rows } = await client.query(
      'select count(*)::int as left from pg_stat_activity where datname = $1',
      [database],
    );
    if (rows[0].left === 0) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error(`Connections to ${database} do not end`);
}
