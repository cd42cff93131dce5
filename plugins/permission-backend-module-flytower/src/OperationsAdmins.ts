import {
  AuthService,
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_HAS_MEMBER,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';

/**
 * Who the operations admins are, in memory: those named in the configuration, and the direct members that the catalog
 * gives to the named groups. Read again every second, so that leaving the group takes the right away without a new
 * sign-in; a failed reading keeps the last answer.
 */
export class OperationsAdmins {
  readonly #groups: string[];
  readonly #people: ReadonlySet<string>;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;
  #members: ReadonlySet<string> | undefined;

  private constructor(options: OperationsAdminsOptions & { refs: string[] }) {
    const kindOf = (ref: string) =>
      parseEntityRef(ref).kind.toLocaleLowerCase('en-US');
    this.#groups = options.refs.filter(ref => kindOf(ref) === 'group');
    this.#people = new Set(options.refs.filter(ref => kindOf(ref) === 'user'));
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#logger = options.logger;
  }

  static create(options: OperationsAdminsOptions): OperationsAdmins {
    const refs = options.config
      .getStringArray('flytower.operationsAdmins')
      .map(ref =>
        stringifyEntityRef(
          parseEntityRef(ref, {
            defaultKind: 'group',
            defaultNamespace: 'default',
          }),
        ),
      );
    return new OperationsAdmins({ ...options, refs });
  }

  /** Reads the groups now and then every second, on every replica. */
  async follow(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: 'flytower-operations-admins',
      frequency: { seconds: 1 },
      timeout: { seconds: 30 },
      scope: 'local',
      fn: () => this.refresh(),
    });
  }

  /** Reads the groups' members from the catalog. Never throws. */
  async refresh(): Promise<void> {
    try {
      const { items } = await this.#catalog.getEntitiesByRefs(
        {
          entityRefs: this.#groups,
          fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
        },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      const members = items
        .flatMap(group => group?.relations ?? [])
        .filter(relation => relation.type === RELATION_HAS_MEMBER)
        .map(relation => relation.targetRef);
      this.#members = new Set(members);
    } catch (error) {
      this.#logger.warn(
        `The members of ${this.#groups.join(
          ', ',
        )} could not be read; the last known ones count`,
        {
          error: String(error),
        },
      );
    }
  }

  /** Throws `ServiceUnavailableError` until the groups were read once. */
  includes(person: string): boolean {
    if (this.#people.has(person)) {
      return true;
    }
    if (this.#groups.length > 0 && !this.#members) {
      throw new ServiceUnavailableError(
        'Who the operations admins are is not known yet; try again in a moment',
      );
    }
    return this.#members?.has(person) ?? false;
  }
}

interface OperationsAdminsOptions {
  config: RootConfigService;
  catalog: CatalogService;
  auth: AuthService;
  logger: LoggerService;
}
