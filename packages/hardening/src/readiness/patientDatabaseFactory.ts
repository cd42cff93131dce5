import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createServiceFactory,
  DatabaseService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { readinessServiceRef, Startup } from '@flytower/durable';

/**
 * A database that is away, or not up yet. Backstage's connector keeps the text of the cause alone, hence the words of
 * Node and PostgreSQL. Anything else (a wrong password, an unknown client) is a person's to mend, and ends the start.
 */
const AWAY =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|Connection terminated|timeout expired|Timeout acquiring|starting up|shutting down|too many clients/;

/** Backstage's own default where the configuration names no database. */
const IN_MEMORY = new ConfigReader({
  backend: { database: { client: 'better-sqlite3', connection: ':memory:' } },
});

/**
 * `coreServices.database` as Backstage's own, but that a plugin whose database is away when the backend starts waits for
 * it, and readiness names the plugin. Otherwise one plugin's refused connection ends the whole backend.
 *
 * @public
 */
export const patientDatabaseFactory = createServiceFactory({
  service: coreServices.database,
  deps: {
    config: coreServices.rootConfig,
    lifecycle: coreServices.lifecycle,
    logger: coreServices.logger,
    pluginMetadata: coreServices.pluginMetadata,
    readiness: readinessServiceRef,
    rootLifecycle: coreServices.rootLifecycle,
    rootLogger: coreServices.rootLogger,
  },
  createRootContext({ config, rootLifecycle, rootLogger }) {
    const source = config.has('backend.database') ? config : IN_MEMORY;
    const open = () =>
      DatabaseManager.fromConfig(source, { rootLifecycle, rootLogger });
    return { open, shared: open() };
  },
  factory({ pluginMetadata, lifecycle, logger, readiness }, { open, shared }) {
    const id = pluginMetadata.getId();
    const databaseOf = (manager: DatabaseManager): DatabaseService =>
      manager.forPlugin(id, { lifecycle, logger });
    let client: ReturnType<DatabaseService['getClient']> | undefined;

    const first = databaseOf(shared);
    return {
      ...first,
      getClient: () => {
        client ??= untilThere({
          what: `The database of the plugin "${id}"`,
          first,
          // A manager remembers for ever that it could not connect.
          again: () => databaseOf(open()),
          logger,
          readiness,
        });
        return client;
      },
    };
  },
});

async function untilThere(options: {
  what: string;
  first: DatabaseService;
  again: () => DatabaseService;
  logger: Parameters<typeof Startup.create>[0]['logger'];
  readiness: { dependOn(notUp: () => string | undefined): () => void };
}): ReturnType<DatabaseService['getClient']> {
  const { what, again, logger, readiness } = options;
  let database = options.first;
  return new Promise((resolve, reject) => {
    const startup = Startup.create({
      what,
      logger,
      begin: async () => {
        try {
          resolve(await database.getClient());
        } catch (error) {
          if (!AWAY.test(String(error))) {
            reject(error);
            return;
          }
          database = again();
          throw error;
        }
      },
    });
    readiness.dependOn(() => startup.notUp());
    startup.start();
  });
}
