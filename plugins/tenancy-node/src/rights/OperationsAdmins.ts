import {
  LoggerService,
  RootConfigService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { ServiceUnavailableError } from '@backstage/errors';

const EVERY_MS = 1_000;

/** Reads the direct members of groups, as entity references. */
export type GroupReader = (groups: string[]) => Promise<string[]>;

/**
 * Who the operations admins are, in memory, once a process: those named in the configuration, and the direct members that
 * the catalog gives to the named groups. Read again every second, so that leaving the group takes the right away without a
 * new sign-in; a failed reading keeps the last answer.
 */
export class OperationsAdmins {
  readonly #groups: string[];
  readonly #people: ReadonlySet<string>;
  readonly #logger: LoggerService;
  #read: GroupReader | undefined;
  #members: ReadonlySet<string> | undefined;
  #failing = false;
  #next: NodeJS.Timeout | undefined;

  private constructor(refs: string[], logger: LoggerService) {
    const kindOf = (ref: string) =>
      parseEntityRef(ref).kind.toLocaleLowerCase('en-US');
    this.#groups = refs.filter(ref => kindOf(ref) === 'group');
    this.#people = new Set(refs.filter(ref => kindOf(ref) === 'user'));
    this.#logger = logger;
  }

  static create(options: {
    config: RootConfigService;
    logger: LoggerService;
  }): OperationsAdmins {
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
    return new OperationsAdmins(refs, options.logger);
  }

  /** Follows the groups from the start of this process to its end. */
  followIn(lifecycle: RootLifecycleService): void {
    const follow = async () => {
      await this.refresh();
      this.#next = setTimeout(follow, EVERY_MS);
    };
    lifecycle.addStartupHook(() => {
      this.#next = setTimeout(follow, 0);
    });
    lifecycle.addShutdownHook(() => {
      clearTimeout(this.#next);
    });
  }

  /** Who reads for this process: the first plugin that can. Those who come later read the same. */
  readWith(read: GroupReader): void {
    this.#read ??= read;
  }

  /** Reads the groups' members. Never throws. */
  async refresh(): Promise<void> {
    if (this.#groups.length === 0 || !this.#read) {
      return;
    }
    try {
      this.#members = new Set(await this.#read(this.#groups));
      this.#failing = false;
    } catch (error) {
      this.#tell(error);
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

  /** Once for each time that it begins to fail, not every second. */
  #tell(error: unknown): void {
    if (this.#failing) {
      return;
    }
    this.#failing = true;
    this.#logger.warn(
      `The members of ${this.#groups.join(
        ', ',
      )} could not be read; the last known ones count`,
      { error: String(error) },
    );
  }
}
