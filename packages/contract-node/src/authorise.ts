import {
  AuditorService,
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  Permission,
} from '@backstage/plugin-permission-common';
import { Route, TenantScope } from '@flytower/contract';
import express from 'express';
import { Caller } from './caller';
import { tenantNotFound } from './errors';
import { intersection, isInScope } from './scopes';
import { isTenantPermission, scopeOf } from './tenantPermissions';

/**
 * What people may at the most, by what Flytower itself knows of them. It bounds every decision of the permission policy,
 * whatever that policy is: what is not in here stays hidden and refused, even under a policy that allows everything.
 *
 * @public
 */
export interface Rights {
  /**
   * Of which tenants a person may have a permission; `denied` where of none. All of them for a permission that knows no
   * tenants.
   */
  scopeOf(person: string, permission: Permission): TenantScope | 'denied';
  /** Whether a person may know that a tenant is there. */
  knows(person: string, tenant: string): boolean;
}

/**
 * What authorising needs.
 *
 * @public
 */
export interface Authority {
  permissions: PermissionsService;
  rights: Rights;
  auditor: AuditorService;
  logger: LoggerService;
}

/** For which tenants a call may go on. */
export interface Sight {
  /** The tenants that the caller may see, or change, with the route's own permission. */
  scope: TenantScope;
  /** The tenants whose rows the caller may read. */
  readable: TenantScope;
}

const NOTHING: TenantScope = { kind: 'some', tenants: [] };

/**
 * Decides whether the caller may call the route, and for which tenants. Throws otherwise, and tells the auditor.
 *
 * "You may not" is said only to those who may know that the thing is there; everyone else hears that there is none, in the
 * same words as where there is none.
 */
export async function authorise(
  authority: Authority,
  route: Route,
  caller: Caller,
  request: express.Request,
): Promise<Sight> {
  const refuse = (error: Error, of: { permission?: Permission } = {}) =>
    denied(authority, route, caller, request, { error, ...of });
  const { access } = route;
  if (access.kind === 'service') {
    if (isNamed(caller, access.callers)) {
      return only({ kind: 'all' });
    }
    throw await refuse(new NotAllowedError(notServed(route, access, caller)));
  }
  if (caller.kind === 'service') {
    throw await refuse(
      new NotAllowedError(
        `${nameOf(route)} is for people, and ${caller.subject} is a service`,
      ),
    );
  }
  if (access.kind === 'signed-in') {
    return only(NOTHING);
  }
  const permission: Permission = access.permission;
  const tenant = request.params.tenant;
  const allowed = await scopeFor(authority, permission, caller);
  if (tenant !== undefined) {
    if (allowed !== 'denied' && isInScope(allowed, tenant)) {
      return only({ kind: 'some', tenants: [tenant] });
    }
    throw await refuse(
      authority.rights.knows(caller.ref, tenant)
        ? new NotAllowedError(mayNot(route, tenant))
        : tenantNotFound(tenant),
      { permission },
    );
  }
  if (access.readBy) {
    const readable = await scopeFor(authority, access.readBy, caller);
    if (readable !== 'denied') {
      return { scope: allowed === 'denied' ? NOTHING : allowed, readable };
    }
  }
  if (allowed === 'denied') {
    throw await refuse(
      new NotAllowedError(
        `You may not ${nameOf(route)}: it needs the permission ${
          permission.name
        }; ask an operations admin`,
      ),
      { permission },
    );
  }
  return only(allowed);
}

/**
 * Of which tenants a person may see something by a permission, or `denied` where of none: what the policy says, within
 * what they may at the most. For a route that shows more to whoever also has another permission than its own.
 *
 * @public
 */
export async function scopeFor(
  authority: Pick<Authority, 'permissions' | 'rights'>,
  permission: Permission,
  caller: Caller,
): Promise<TenantScope | 'denied'> {
  if (caller.kind === 'service') {
    return 'denied';
  }
  const bound = authority.rights.scopeOf(caller.ref, permission);
  if (bound === 'denied') {
    return 'denied';
  }
  const decided = await decidedScope(
    authority.permissions,
    permission,
    caller.credentials,
  );
  return decided === 'denied' ? 'denied' : intersection(bound, decided);
}

async function decidedScope(
  permissions: PermissionsService,
  permission: Permission,
  credentials: BackstageCredentials,
): Promise<TenantScope | 'denied'> {
  if (isTenantPermission(permission)) {
    const [decision] = await permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    return decision.result === AuthorizeResult.DENY
      ? 'denied'
      : scopeOf(decision);
  }
  if (permission.type === 'resource') {
    throw new Error(
      `The permission ${permission.name} has the resource type ${permission.resourceType}, which routes cannot check; use TENANT_RESOURCE or a basic permission`,
    );
  }
  const [decision] = await permissions.authorize([{ permission }], {
    credentials,
  });
  return decision.result === AuthorizeResult.ALLOW ? { kind: 'all' } : 'denied';
}

function only(scope: TenantScope): Sight {
  return { scope, readable: scope };
}

/** Named, and a plugin of this installation: what comes from outside never has the id of a plugin (see callerOf). */
function isNamed(caller: Caller, callers: readonly string[]): boolean {
  return (
    caller.kind === 'service' &&
    caller.plugin !== undefined &&
    callers.includes(caller.plugin)
  );
}

function notServed(
  route: Route,
  { callers }: { callers: readonly string[] },
  caller: Caller,
): string {
  return caller.kind === 'user'
    ? `${nameOf(route)} is for Flytower's own services, not for people`
    : `${nameOf(route)} is for Flytower's own plugins ${callers.join(
        ', ',
      )}, and ${caller.subject} is none of them`;
}

function mayNot(route: Route, tenant: string): string {
  const needs =
    route.access.kind === 'permission' ? route.access.permission.name : '';
  return `You may not ${nameOf(
    route,
  )} in tenant "${tenant}": it needs the permission ${needs}; ask an owner of the tenant`;
}

/** Tells the auditor of a denial and gives back its error. An auditor that fails changes no answer. */
export async function denied(
  { auditor, logger }: Pick<Authority, 'auditor' | 'logger'>,
  route: Route,
  caller: Caller,
  request: express.Request,
  denial: { error: Error; permission?: Permission },
): Promise<Error> {
  const { error, permission } = denial;
  const { tenant } = request.params;
  try {
    const event = await auditor.createEvent({
      eventId: 'denied',
      severityLevel: 'medium',
      request,
      meta: {
        outcome: 'denied',
        route: nameOf(route),
        actor: caller.kind === 'user' ? caller.ref : caller.subject,
        ...(permission ? { permission: permission.name } : {}),
        ...(tenant === undefined ? {} : { tenant }),
      },
    });
    await event.fail({ error });
  } catch (auditError) {
    logger.warn(
      `A denial of ${nameOf(route)} did not reach the auditor`,
      auditError instanceof Error ? auditError : new Error(String(auditError)),
    );
  }
  return error;
}

function nameOf(route: Route): string {
  return `${route.method.toUpperCase()} ${route.path}`;
}
