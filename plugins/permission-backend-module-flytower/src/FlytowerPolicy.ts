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
import { RightsService } from '@flytower/plugin-tenancy-node';

const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * The one permission policy: what no grant allows is denied. It reads only who asks (`userEntityRef`), never the ownership
 * claims of the token: those were fixed at sign-in, and a right that was taken away must count within a second.
 *
 * @public
 */
export class FlytowerPolicy implements PermissionPolicy {
  readonly #auth: Pick<AuthService, 'isPrincipal'>;
  readonly #rights: Pick<RightsService, 'decide'>;

  private constructor(options: FlytowerPolicyOptions) {
    this.#auth = options.auth;
    this.#rights = options.rights;
  }

  static create(options: FlytowerPolicyOptions): FlytowerPolicy {
    return new FlytowerPolicy(options);
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const ref = user && this.#personOf(user.credentials);
    return (ref && this.#rights.decide(ref, permission)) || deny;
  }

  #personOf(credentials: BackstageCredentials): string | undefined {
    return this.#auth.isPrincipal(credentials, 'user')
      ? credentials.principal.userEntityRef
      : undefined;
  }
}

interface FlytowerPolicyOptions {
  auth: Pick<AuthService, 'isPrincipal'>;
  rights: Pick<RightsService, 'decide'>;
}
