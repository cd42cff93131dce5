import {
  coreServices,
  createServiceFactory,
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ReadinessService,
  readinessServiceRef,
  Startup,
} from '@flytower/durable';
import { EndOfWaiting } from './EndOfWaiting';
import { isAway } from './isAway';
import { Managers } from './Managers';

/**
 * `coreServices.database` as Backstage's own, but that a plugin whose database is away when the backend starts waits for
 * it, and readiness names the plugin. Otherwise one plugin's refused connection ends the whole backend. SIGTERM and SIGINT
 * end the wait, and the start with it.
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
  createRootContext: ({ config, rootLifecycle, rootLogger }) => ({
    managers: new Managers(config, rootLifecycle, rootLogger),
    ending: new EndOfWaiting(rootLifecycle),
  }),
  factory(
    { pluginMetadata, lifecycle, logger, readiness },
    { managers, ending },
  ) {
    const id = pluginMetadata.getId();
    const databaseOf = managers.databaseOf(id, { lifecycle, logger });
    let client: ReturnType<DatabaseService['getClient']> | undefined;

    const first = databaseOf();
    return {
      ...first,
      getClient: () => {
        client ??= untilThere({
          what: `The database of the plugin "${id}"`,
          first,
          again: databaseOf,
          logger,
          readiness,
          ending,
        });
        return client;
      },
    };
  },
});

async function untilThere(options: {
  what: string;
  first: DatabaseService;
  /** One that has not failed yet. */
  again: () => DatabaseService;
  logger: LoggerService;
  readiness: ReadinessService;
  ending: EndOfWaiting;
}): ReturnType<DatabaseService['getClient']> {
  const { what, first, again, logger, readiness, ending } = options;
  let database: DatabaseService | undefined = first;
  return new Promise((resolve, reject) => {
    let forget = () => {};
    const startup = Startup.create({
      what,
      logger,
      begin: async () => {
        try {
          database ??= again();
          resolve(await database.getClient());
          forget();
        } catch (error) {
          if (!isAway(error)) {
            forget();
            reject(error);
            return;
          }
          database = undefined;
          throw error;
        }
      },
    });
    readiness.dependOn(() => startup.notUp());
    startup.start();
    forget = ending.add(() => {
      // After the try that is under way, for which nobody waits.
      startup.stop();
      reject(
        new Error(
          `${what} did not come up before this process was told to end`,
        ),
      );
    });
  });
}
