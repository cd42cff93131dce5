import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  Authority,
  isInScope,
  scopeFor,
  TenantScope,
} from '@flytower/contract-node';
import { podReadPermission } from '@flytower/plugin-delivery-common';

/** A person, and the tenants whose workloads they may see. */
export interface Reader {
  person: string;
  scope: TenantScope;
}

/**
 * Decides who may see whose workloads, by the permission that also opens the instances page (`delivery.pod.read`): a right
 * that was taken away counts here within the second in which it counts there.
 */
export class Readers {
  readonly #auth: AuthService;
  readonly #authority: Pick<Authority, 'permissions' | 'rights'>;

  private constructor(
    auth: AuthService,
    authority: Pick<Authority, 'permissions' | 'rights'>,
  ) {
    this.#auth = auth;
    this.#authority = authority;
  }

  static create(options: {
    auth: AuthService;
    permissions: Authority['permissions'];
    rights: Authority['rights'];
  }): Readers {
    return new Readers(options.auth, options);
  }

  /** Throws NotAllowedError for services: the permission system allows them everything, and nobody would have read. */
  async of(credentials: BackstageCredentials): Promise<Reader> {
    if (!this.#auth.isPrincipal(credentials, 'user')) {
      throw new NotAllowedError('Only people may read workloads; sign in');
    }
    const person = credentials.principal.userEntityRef;
    const scope = await scopeFor(this.#authority, podReadPermission, {
      kind: 'user',
      ref: person,
      credentials,
    });
    return {
      person,
      scope: scope === 'denied' ? { kind: 'some', tenants: [] } : scope,
    };
  }
}

/** Whether the reader may see the workloads of this tenant. */
export function mayRead({ scope }: Reader, tenant: string): boolean {
  return isInScope(scope, tenant);
}
