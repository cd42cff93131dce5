import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  PermissionsServiceRequestOptions,
} from '@backstage/backend-plugin-api';
import {
  AuthorizePermissionRequest,
  AuthorizePermissionResponse,
  AuthorizeResult,
  Permission,
  PolicyDecision,
  QueryPermissionRequest,
  QueryPermissionResponse,
} from '@backstage/plugin-permission-common';
import { pluginOf } from '@flytower/contract-node';
import { RightsService } from '@flytower/plugin-tenancy-node';
import { ConditionClient } from './ConditionClient';
import { intersect } from './intersect';

const DENY = { result: AuthorizeResult.DENY } as const;

/**
 * The permissions service of a plugin, within what Flytower itself knows of people. A policy may take away; what it gives
 * beyond the table of grants is not given: not by an unconditional yes, not by conditions of its own, and not with
 * permissions turned off. Plugins that act in their own name are left as Backstage treats them;
 * a program from outside, with a token of `backend.auth.externalAccess`, may nothing.
 */
export class BoundPermissions implements PermissionsService {
  readonly #inner: PermissionsService;
  readonly #auth: Pick<AuthService, 'isPrincipal'>;
  readonly #rights: Pick<RightsService, 'bound'>;
  readonly #conditions: Pick<ConditionClient, 'hold'>;

  private constructor(options: BoundPermissionsOptions) {
    this.#inner = options.inner;
    this.#auth = options.auth;
    this.#rights = options.rights;
    this.#conditions = options.conditions;
  }

  static create(options: BoundPermissionsOptions): BoundPermissions {
    return new BoundPermissions(options);
  }

  async authorizeConditional(
    queries: QueryPermissionRequest[],
    options: PermissionsServiceRequestOptions,
  ): Promise<QueryPermissionResponse[]> {
    const decisions = await this.#inner.authorizeConditional(queries, options);
    return queries.map(({ permission }, index) => {
      const bound = this.#boundOf(options.credentials, permission);
      return bound ? intersect(decisions[index], bound) : decisions[index];
    });
  }

  async authorize(
    requests: AuthorizePermissionRequest[],
    options: PermissionsServiceRequestOptions,
  ): Promise<AuthorizePermissionResponse[]> {
    const { credentials } = options;
    const bounds = requests.map(({ permission }) =>
      this.#boundOf(credentials, permission),
    );
    const [answers, within] = await Promise.all([
      this.#inner.authorize(requests, options),
      this.#within(requests, bounds, credentials),
    ]);
    return answers.map((answer, index) => (within[index] ? answer : DENY));
  }

  /** Whether each request is within its bound. Conditions without a resource hold for nothing. */
  async #within(
    requests: AuthorizePermissionRequest[],
    bounds: (PolicyDecision | undefined)[],
    credentials: BackstageCredentials,
  ): Promise<boolean[]> {
    const asked = requests.flatMap((request, index) => {
      const decision = bounds[index];
      return decision?.result === AuthorizeResult.CONDITIONAL &&
        request.resourceRef !== undefined
        ? [{ index, resourceRef: request.resourceRef, decision }]
        : [];
    });
    const hold =
      asked.length === 0 ? [] : await this.#conditions.hold(asked, credentials);
    const held = new Set(
      asked.filter((_, nth) => hold[nth]).map(({ index }) => index),
    );
    return bounds.map(
      (bound, index) =>
        !bound || bound.result === AuthorizeResult.ALLOW || held.has(index),
    );
  }

  #boundOf(
    credentials: BackstageCredentials,
    permission: Permission,
  ): PolicyDecision | undefined {
    if (this.#auth.isPrincipal(credentials, 'service')) {
      return pluginOf(credentials) === undefined ? DENY : undefined;
    }
    if (!this.#auth.isPrincipal(credentials, 'user')) {
      return DENY;
    }
    return this.#rights.bound(credentials.principal.userEntityRef, permission);
  }
}

interface BoundPermissionsOptions {
  inner: PermissionsService;
  auth: Pick<AuthService, 'isPrincipal'>;
  rights: Pick<RightsService, 'bound'>;
  conditions: Pick<ConditionClient, 'hold'>;
}
