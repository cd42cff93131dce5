import {
  BackstageCredentials,
  BackstagePrincipalTypes,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import express from 'express';

/**
 * Who calls: a person, or another backend with its own credentials.
 *
 * @public
 */
export type Caller =
  | {
      kind: 'user';
      /** Entity reference, for example `user:default/dan`. */
      ref: string;
      credentials: BackstageCredentials<BackstagePrincipalTypes['user']>;
    }
  | {
      kind: 'service';
      subject: string;
      credentials: BackstageCredentials<BackstagePrincipalTypes['service']>;
    };

/** The caller of a request, whose token Backstage has verified. */
export async function callerOf(
  httpAuth: HttpAuthService,
  request: express.Request,
): Promise<Caller> {
  const credentials = await httpAuth.credentials(request, {
    allow: ['user', 'service'],
  });
  const { principal } = credentials;
  return principal.type === 'user'
    ? {
        kind: 'user',
        ref: principal.userEntityRef,
        credentials: { ...credentials, principal },
      }
    : {
        kind: 'service',
        subject: principal.subject,
        credentials: { ...credentials, principal },
      };
}

/**
 * The entity reference of the person who calls.
 *
 * @public
 */
export function personOf(caller: Caller): string {
  if (caller.kind !== 'user') {
    throw new NotAllowedError(
      `Only people may do this, and ${caller.subject} is a service; sign in`,
    );
  }
  return caller.ref;
}
