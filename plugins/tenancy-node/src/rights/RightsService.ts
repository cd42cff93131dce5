import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { Rights, scopeOf } from '@flytower/contract-node';
import {
  OperationsAdmins,
  operationsAdminsServiceRef,
} from '../OperationsAdmins';
import { TenancyHub, tenancyHubRef } from '../TenancyHub';
import { decide } from './decide';
import { boundOf, grantOf } from './grantOf';
import { Grant } from './grants';

/**
 * What people may at the most: the table of grants over who is a member of what and who the operations admins are, from
 * memory. The permission policy decides by it, and every route asks it again, so that a policy of somebody else can take
 * rights away and give none. Everything throws `ServiceUnavailableError` before memberships and admins were read once.
 *
 * @public
 */
export interface RightsService extends Rights {
  isOperationsAdmin(person: string): boolean;
  /** What the table grants: nothing where it has no row. */
  decide(person: string, permission: Permission): PolicyDecision;
  /**
   * What a decision of any policy is intersected with; undefined where the permission belongs to a plugin that Flytower
   * knows nothing of, which whoever installed that plugin decides about.
   */
  bound(person: string, permission: Permission): PolicyDecision | undefined;
}

/** @public */
export const rightsServiceRef = createServiceRef<RightsService>({
  id: 'flytower.tenancy.rights',
  scope: 'plugin',
});

/** @public */
export const rightsServiceFactory = createServiceFactory({
  service: rightsServiceRef,
  deps: { hub: tenancyHubRef, admins: operationsAdminsServiceRef },
  factory: rightsOver,
});

/**
 * The rights over a hub and the operations admins.
 *
 * @internal
 */
export function rightsOver(options: {
  hub: TenancyHub;
  admins: Pick<OperationsAdmins, 'includes'>;
}): RightsService {
  const { hub, admins } = options;
  const decideBy = (grant: Grant, person: string, permission: Permission) =>
    decide(grant, permission, {
      ref: person,
      operationsAdmin: admins.includes(person),
      memberships: hub.membershipsOf(person),
    });
  const decideFor = (person: string, permission: Permission) =>
    decideBy(grantOf(permission), person, permission);
  return {
    isOperationsAdmin: person => admins.includes(person),
    decide: decideFor,
    bound: (person, permission) => {
      const grant = boundOf(permission);
      return grant === 'elsewhere'
        ? undefined
        : decideBy(grant, person, permission);
    },
    scopeOf: (person, permission) => {
      const decision = decideFor(person, permission);
      return decision.result === AuthorizeResult.DENY
        ? 'denied'
        : scopeOf(decision);
    },
    knows: (person, tenant) =>
      hub.membershipsOf(person).some(one => one.tenant === tenant) ||
      (hub.tenant(tenant) !== undefined && admins.includes(person)),
  };
}
