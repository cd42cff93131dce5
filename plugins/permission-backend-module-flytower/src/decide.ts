import {
  AuthorizeResult,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';
import { tenantsDecision } from '@flytower/contract-node';
import { tenantRoles } from '@flytower/plugin-tenancy-common';
import { visibleEntities } from '@flytower/plugin-tenancy-node';
import { Grant } from './grants';
import { ownTasks } from './ownTasks';

/** What is known of the person who asks. */
export interface Person {
  /** Entity reference, for example `user:default/dan`. */
  ref: string;
  operationsAdmin: boolean;
  memberships: { tenant: string; role: string }[];
}

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * What a grant means for one person. Pure. A grant inside tenants becomes a condition that names the tenants where the
 * person has one of its roles, so that lists are filtered and single objects checked by the same decision. Whoever is in no
 * tenant is not refused what every member may: theirs is the list of nothing, and every single tenant is absent.
 */
export function decide(
  grant: Grant | undefined,
  permission: Permission,
  person: Person,
): PolicyDecision {
  switch (grant?.kind) {
    case undefined:
    case 'nobody':
      return deny;
    case 'signed-in':
      return allow;
    case 'operations':
      return person.operationsAdmin ? allow : deny;
    case 'visible-entities':
      return visibleEntities(permission, {
        ref: person.ref,
        operationsAdmin: person.operationsAdmin,
        tenants: tenantsOf(person, grant.roles),
      });
    case 'own-tasks':
      return ownTasks(permission, person.ref);
    case 'tenant': {
      if (person.operationsAdmin && grant.operations) {
        return allow;
      }
      const tenants = tenantsOf(person, grant.roles);
      if (
        (tenants.length === 0 && !isForEveryRole(grant.roles)) ||
        permission.type !== 'resource' ||
        permission.resourceType !== TENANT_RESOURCE
      ) {
        return deny;
      }
      return tenantsDecision(grant.pluginId, permission, tenants);
    }
    default: {
      const unknown: never = grant;
      throw new Error(`Unknown grant ${JSON.stringify(unknown)}`);
    }
  }
}

function isForEveryRole(roles: readonly string[]): boolean {
  return tenantRoles.every(role => roles.includes(role));
}

function tenantsOf(person: Person, roles: readonly string[]): string[] {
  return [
    ...new Set(
      person.memberships
        .filter(({ role }) => roles.includes(role))
        .map(({ tenant }) => tenant),
    ),
  ].sort();
}
