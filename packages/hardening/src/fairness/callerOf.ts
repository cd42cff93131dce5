import { AuthService, HttpAuthService } from '@backstage/backend-plugin-api';
import { pluginOf } from '@flytower/contract-node';
import { Request } from 'express';
import { networkOf } from './networkOf';

/** Whose share a request takes. */
export type Caller =
  | { kind: 'person'; key: string }
  | { kind: 'address'; key: string }
  /** A plugin of this backend, for itself or for a person whose own request has its place already. */
  | { kind: 'plugin' };

/**
 * Who sends the request, by a verified token alone: whoever writes somebody's name into a token of their own making takes
 * from the share of their address, not from the other's. The plugin's own check reads the same answer again, so that no
 * token is verified twice.
 */
export async function callerOf(
  request: Request,
  services: { auth: AuthService; httpAuth: HttpAuthService },
): Promise<Caller> {
  const { auth, httpAuth } = services;
  try {
    const credentials = await httpAuth.credentials(request, {
      allowLimitedAccess: request.headers.authorization === undefined,
    });
    if (auth.isPrincipal(credentials, 'user')) {
      const { actor, userEntityRef } = credentials.principal;
      return actor
        ? { kind: 'plugin' }
        : { kind: 'person', key: userEntityRef };
    }
    if (auth.isPrincipal(credentials, 'service')) {
      // Programs outside, with a token of the configuration, have a share as people have.
      return pluginOf(credentials) === undefined
        ? { kind: 'person', key: credentials.principal.subject }
        : { kind: 'plugin' };
    }
  } catch {
    // A wrong token is nobody's; the plugin refuses it in its own words.
  }
  return { kind: 'address', key: `address ${networkOf(request.ip)}` };
}
