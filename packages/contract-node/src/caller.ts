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
      /** Id of the plugin of this installation, `delivery`. Left out for whoever comes from outside. */
      plugin?: string;
      credentials: BackstageCredentials<BackstagePrincipalTypes['service']>;
    };

type UserCredentials = BackstageCredentials<BackstagePrincipalTypes['user']>;
type ServiceCredentials = BackstageCredentials<
  BackstagePrincipalTypes['service']
>;

/**
 * The caller of a request, whose token Backstage has verified. The credentials are handed on as the object they are:
 * Backstage keeps the token in a property that a copy loses, and without it no permission can be asked for.
 */
export async function callerOf(
  httpAuth: HttpAuthService,
  request: express.Request,
): Promise<Caller> {
  const credentials = await httpAuth.credentials(request, {
    allow: ['user', 'service'],
  });
  if (isPerson(credentials)) {
    const { userEntityRef } = credentials.principal;
    return { kind: 'user', ref: userEntityRef, credentials };
  }
  if (isService(credentials)) {
    const { subject } = credentials.principal;
    const plugin = pluginOf(credentials);
    return {
      kind: 'service',
      subject,
      ...(plugin === undefined ? {} : { plugin }),
      credentials,
    };
  }
  throw new NotAllowedError('Only people and services may call this; sign in');
}

/**
 * The plugin that signed the token. Backstage gives the subject `plugin:<id>` to what a plugin of this installation has
 * signed with a key of its own. A token of `backend.auth.externalAccess` has another subject, or one that its configuration
 * names: no installation starts with one that begins with `plugin:` (see @flytower/hardening). Of all tokens, only those from
 * outside are restricted.
 *
 * @public
 */
export function pluginOf({
  principal,
}: ServiceCredentials): string | undefined {
  return principal.accessRestrictions === undefined
    ? /^plugin:(.+)$/.exec(principal.subject)?.[1]
    : undefined;
}

function isPerson(
  credentials: BackstageCredentials<
    BackstagePrincipalTypes['user'] | BackstagePrincipalTypes['service']
  >,
): credentials is UserCredentials {
  return credentials.principal.type === 'user';
}

export function isService(
  credentials: BackstageCredentials,
): credentials is ServiceCredentials {
  const { principal }: { principal: unknown } = credentials;
  return (
    typeof principal === 'object' &&
    principal !== null &&
    'type' in principal &&
    principal.type === 'service'
  );
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
