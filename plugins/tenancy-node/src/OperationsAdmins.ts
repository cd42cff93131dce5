import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';

/**
 * Who the operations admins are, in memory: the people and the groups that `flytower.operationsAdmins` names. Whose groups
 * these are only the catalog knows: its module publishes the direct members every second, so that leaving a group takes
 * the right away without a new sign-in. Everybody else in this process only asks.
 *
 * @public
 */
export class OperationsAdmins {
  /** Entity references of the groups that are named, in lower case: `group:default/operations`. */
  readonly groups: readonly string[];
  readonly #people: ReadonlySet<string>;
  #members: ReadonlySet<string> | undefined;

  private constructor(refs: readonly string[]) {
    this.groups = refs.filter(ref => ref.startsWith('group:'));
    this.#people = new Set(refs.filter(ref => ref.startsWith('user:')));
  }

  /** Reads the references; one without a kind is a group, one without a namespace is in `default`. */
  static fromConfig(config: RootConfigService): OperationsAdmins {
    return new OperationsAdmins(
      config.getStringArray('flytower.operationsAdmins').map(wholeRef),
    );
  }

  /** Replaces the members of the groups. For the catalog's module alone. */
  publish(members: Iterable<string>): void {
    this.#members = new Set(members);
  }

  /** Throws `ServiceUnavailableError` until the groups' members were published once. */
  includes(person: string): boolean {
    if (this.#people.has(person)) {
      return true;
    }
    if (this.groups.length > 0 && !this.#members) {
      throw new ServiceUnavailableError(
        'Who the operations admins are is not known yet; try again in a moment',
      );
    }
    return this.#members?.has(person) ?? false;
  }
}

function wholeRef(ref: string): string {
  const [, kind = 'group', namespace = 'default', name] =
    /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(ref) ?? [];
  if (name === undefined || !/^(user|group)$/i.test(kind)) {
    throw new Error(
      `flytower.operationsAdmins names "${ref}"; name a group or a person, for example group:default/operations`,
    );
  }
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}

/**
 * The operations admins of this process. Followed by the catalog's module (catalog-backend-module-flytower).
 *
 * @public
 */
export const operationsAdminsServiceRef = createServiceRef<OperationsAdmins>({
  id: 'flytower.operations-admins',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory: ({ config }) => OperationsAdmins.fromConfig(config),
    }),
});
