import {
  AuditorService,
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
import { isTenantPermission, scopeOf } from './tenantPermissions';

/** What authorising needs. */
export interface Authority {
  permissions: PermissionsService;
  auditor: AuditorService;
  logger: LoggerService;
  tenantVisible?: (caller: Caller, tenant: string) => boolean;
}

const NOTHING: TenantScope = { kind: 'some', tenants: [] };

/**
 * Decides whether the caller may call the route, and for which tenants. Throws otherwise, and tells the auditor.
 *
 * Inside a tenant, "you may not" is said only to those who may know that the tenant is there; everyone else hears that
 * there is none, in the same words as where there is none.
 */
export async function authorise(
  authority: Authority,
  route: Route,
  caller: Caller,
  request: express.Request,
): Promise<TenantScope> {
  const { access } = route;
  if (access.kind === 'service') {
    if (caller.kind === 'service') {
      return { kind: 'all' };
    }
    throw await denied(authority, route, caller, request, {
      error: new NotAllowedError(
        `${nameOf(route)} is for Flytower's own services, not for people`,
      ),
    });
  }
  if (caller.kind === 'service') {
    throw await denied(authority, route, caller, request, {
      error: new NotAllowedError(
        `${nameOf(route)} is for people, and ${caller.subject} is a service`,
      ),
    });
  }
  if (access.kind === 'signed-in') {
    return NOTHING;
  }
  const permission: Permission = access.permission;
  const tenant = request.params.tenant;
  const allowed = await scopeFor(authority.permissions, permission, caller);
  if (allowed === 'denied' && tenant === undefined) {
    throw await denied(authority, route, caller, request, {
      permission,
      error: new NotAllowedError(
        `You may not ${nameOf(route)}: it needs the permission ${
          permission.name
        }; ask an operations admin`,
      ),
    });
  }
  if (allowed !== 'denied' && tenant === undefined) {
    return allowed;
  }
  if (allowed !== 'denied' && includes(allowed, tenant)) {
    return { kind: 'some', tenants: [tenant] };
  }
  throw await denied(authority, route, caller, request, {
    permission,
    tenant,
    error: authority.tenantVisible?.(caller, tenant)
      ? new NotAllowedError(
          `You may not ${nameOf(
            route,
          )} in tenant "${tenant}": it needs the permission ${
            permission.name
          }; ask an owner of the tenant`,
        )
      : tenantNotFound(tenant),
  });
}

/**
 * Of which tenants a person may see something by a permission, or `denied` where of none. For a route that shows more to
 * whoever also has another permission than its own.
 *
 * @public
 */
export async function scopeFor(
  permissions: PermissionsService,
  permission: Permission,
  caller: Caller,
): Promise<TenantScope | 'denied'> {
  const { credentials } = caller;
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

function includes(scope: TenantScope, tenant: string): boolean {
  return scope.kind === 'all' || scope.tenants.includes(tenant);
}

/** Tells the auditor of a denial and gives back its error. An auditor that fails changes no answer. */
async function denied(
  { auditor, logger }: Authority,
  route: Route,
  caller: Caller,
  request: express.Request,
  denial: { error: Error; permission?: Permission; tenant?: string },
): Promise<Error> {
  const { error, permission, tenant } = denial;
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
