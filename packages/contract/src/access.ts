/**
 * Who may call a route. A `permission` is one of `@backstage/plugin-permission-common`, by structure, so that this
 * package needs zod alone. Where its resource type is {@link TENANT_RESOURCE}, the path parameter `tenant` is checked
 * against what the policy allows; without that parameter the handler gets the allowed tenants as its scope.
 *
 * `readBy` is for a route that changes a row which its path names without the tenant (`/v1/operations/:operation/control`):
 * the permission by which the row is read. Whoever has it for the row's tenant, and not `permission`, hears that they may
 * not; everyone else that there is no such row.
 *
 * `callers` are the ids of the plugins of this installation that may call a `service` route (`['delivery']`). Nobody else
 * passes: no other plugin, no external token, no person.
 *
 * @public
 */
export type RouteAccess =
  | {
      kind: 'permission';
      permission: RoutePermission;
      readBy?: RoutePermission;
    }
  | { kind: 'signed-in' }
  | { kind: 'service'; callers: readonly string[] };

/**
 * The structure of a Backstage permission.
 *
 * @public
 */
export type RoutePermission = {
  name: string;
  attributes: { action?: 'create' | 'read' | 'update' | 'delete' };
} & ({ type: 'basic' } | { type: 'resource'; resourceType: string });

/**
 * The resource type of every permission that holds inside a tenant. Its reference is the tenant's slug.
 *
 * @public
 */
export const TENANT_RESOURCE = 'flytower-tenant';

/**
 * The tenants of which somebody may see something: all of them, or the named ones (perhaps none).
 *
 * @public
 */
export type TenantScope = { kind: 'all' } | { kind: 'some'; tenants: string[] };
