import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  MembershipService,
  OperationsAdmins,
} from '@flytower/plugin-tenancy-node';
import { decide } from './decide';
import { grants } from './grants';

/**
 * The one permission policy: what no grant allows is denied. It reads only who asks (`userEntityRef`), never the ownership
 * claims of the token: those were fixed at sign-in, and a right that was taken away must count within a second.
 *
 * @public
 */
export class FlytowerPolicy implements PermissionPolicy {
  readonly #auth: Pick<AuthService, 'isPrincipal'>;
  readonly #admins: Pick<OperationsAdmins, 'includes'>;
  readonly #memberships: Pick<MembershipService, 'membershipsOf'>;

  private constructor(options: FlytowerPolicyOptions) {
    this.#auth = options.auth;
    this.#admins = options.admins;
    this.#memberships = options.memberships;
  }

  static create(options: FlytowerPolicyOptions): FlytowerPolicy {
    return new FlytowerPolicy(options);
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const ref = user && this.#personOf(user.credentials);
    if (!ref) {
      return { result: AuthorizeResult.DENY };
    }
    return decide(grants[permission.name], permission, {
      ref,
      operationsAdmin: this.#admins.includes(ref),
      memberships: this.#memberships.membershipsOf(ref),
    });
  }

  #personOf(credentials: BackstageCredentials): string | undefined {
    return this.#auth.isPrincipal(credentials, 'user')
      ? credentials.principal.userEntityRef
      : undefined;
  }
}

interface FlytowerPolicyOptions {
  auth: Pick<AuthService, 'isPrincipal'>;
  admins: Pick<OperationsAdmins, 'includes'>;
  memberships: Pick<MembershipService, 'membershipsOf'>;
}
