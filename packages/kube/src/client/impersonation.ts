import { InputError } from '@backstage/errors';

/** The extra that carries the person for whom a call is made; it shows up in the cluster's own audit log. @public */
export const USER_EXTRA = 'flytower.dev/user';

/**
 * As whom a call is made. Only ServiceAccounts: the right to impersonate users or groups has no prefixes and would
 * include `system:masters`.
 *
 * @public
 */
export interface Impersonation {
  serviceAccount: { namespace: string; name: string };
  /** The person's entity ref, `user:default/dan`. */
  user?: string;
}

/**
 * The headers of an impersonated call. The extra's key has a slash, which a header name cannot have, so it travels
 * percent-encoded, as Kubernetes decodes it.
 */
export function impersonationHeaders(
  impersonation: Impersonation | undefined,
): Record<string, string> {
  if (!impersonation) {
    return {};
  }
  const { serviceAccount, user } = impersonation;
  const headers: Record<string, string> = {
    'Impersonate-User': `system:serviceaccount:${dns(
      serviceAccount.namespace,
    )}:${dns(serviceAccount.name)}`,
  };
  if (user !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(user)) {
      throw new InputError(
        `"${user}" cannot be passed on to a cluster as a person's name`,
      );
    }
    headers[`Impersonate-Extra-${encodeURIComponent(USER_EXTRA)}`] = user;
  }
  return headers;
}

/** A colon or a line end in here would name somebody else. */
function dns(name: string): string {
  if (!/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(name)) {
    throw new InputError(`"${name}" is not a name of a ServiceAccount`);
  }
  return name;
}
