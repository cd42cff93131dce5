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
    return { kind: 'service', subject, credentials };
  }
  throw new NotAllowedError('Only people and services may call this; sign in');
}

function isPerson(
  credentials: BackstageCredentials<
    BackstagePrincipalTypes['user'] | BackstagePrincipalTypes['service']
  >,
): credentials is UserCredentials {
  return credentials.principal.type === 'user';
}

function isService(
  credentials: BackstageCredentials<
    BackstagePrincipalTypes['user'] | BackstagePrincipalTypes['service']
  >,
): credentials is ServiceCredentials {
  return credentials.principal.type === 'service';
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
