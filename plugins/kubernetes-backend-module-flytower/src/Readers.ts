import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { scopeOf, TenantScope } from '@flytower/contract-node';
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
  readonly #permissions: PermissionsService;

  private constructor(auth: AuthService, permissions: PermissionsService) {
    this.#auth = auth;
    this.#permissions = permissions;
  }

  static create(options: {
    auth: AuthService;
    permissions: PermissionsService;
  }): Readers {
    return new Readers(options.auth, options.permissions);
  }

  /** Throws NotAllowedError for services: the permission system allows them everything, and nobody would have read. */
  async of(credentials: BackstageCredentials): Promise<Reader> {
    if (!this.#auth.isPrincipal(credentials, 'user')) {
      throw new NotAllowedError('Only people may read workloads; sign in');
    }
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: podReadPermission }],
      { credentials },
    );
    return {
      person: credentials.principal.userEntityRef,
      scope: scopeOf(decision),
    };
  }
}

/** Whether the reader may see the workloads of this tenant. */
export function mayRead({ scope }: Reader, tenant: string): boolean {
  return scope.kind === 'all' || scope.tenants.includes(tenant);
}
