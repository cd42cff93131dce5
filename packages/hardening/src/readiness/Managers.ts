import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  DatabaseService,
  LifecycleService,
  LoggerService,
  RootConfigService,
  RootLifecycleService,
  RootLoggerService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';

/** Backstage's own default where the configuration names no database. */
const IN_MEMORY = new ConfigReader({
  backend: { database: { client: 'better-sqlite3', connection: ':memory:' } },
});

type Hook = Parameters<RootLifecycleService['addShutdownHook']>[0];

/**
 * Backstage's managers of databases. One remembers for ever that it could not connect, so each further try takes another;
 * however many there were, the end of the backend has one hook for all that are still of use.
 */
export class Managers {
  readonly #config: RootConfigService;
  readonly #rootLogger: RootLoggerService;
  readonly #rootLifecycle: RootLifecycleService;
  readonly #shared: DatabaseManager;
  /** What ends each manager that is of use: the shared one, and one for each plugin that had to try again. */
  readonly #ends = new Map<string, Hook[]>();

  constructor(
    config: RootConfigService,
    rootLifecycle: RootLifecycleService,
    rootLogger: RootLoggerService,
  ) {
    this.#config = config.has('backend.database') ? config : IN_MEMORY;
    this.#rootLogger = rootLogger;
    this.#rootLifecycle = rootLifecycle;
    this.#shared = this.#open('');
    rootLifecycle.addShutdownHook(async () => {
      await Promise.all([...this.#ends.values()].flat().map(end => end()));
    });
  }

  /** Gives a function that gives the plugin's database: the shared manager's at the first call, then a new one's each. */
  databaseOf(
    pluginId: string,
    deps: { lifecycle: LifecycleService; logger: LoggerService },
  ): () => DatabaseService {
    let next: DatabaseManager | undefined = this.#shared;
    return () => {
      const manager = next ?? this.#open(pluginId);
      next = undefined;
      return manager.forPlugin(pluginId, deps);
    };
  }

  #open(pluginId: string): DatabaseManager {
    const before = this.#ends.get(pluginId) ?? [];
    const ends: Hook[] = [];
    this.#ends.set(pluginId, ends);
    // It connected to nothing; what it may have begun ends with it.
    before.forEach(end => Promise.resolve(end()).catch(() => undefined));
    return DatabaseManager.fromConfig(this.#config, {
      rootLogger: this.#rootLogger,
      rootLifecycle: {
        addStartupHook: (...hook) =>
          this.#rootLifecycle.addStartupHook(...hook),
        addBeforeShutdownHook: hook =>
          this.#rootLifecycle.addBeforeShutdownHook(hook),
        addShutdownHook: hook => {
          ends.push(hook);
        },
      },
    });
  }
}
