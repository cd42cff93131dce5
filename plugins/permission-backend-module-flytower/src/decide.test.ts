import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import {
  taskCancelPermission,
  taskReadPermission,
  templateDryRunPermission,
  templateManagementPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  catalogEntityReadPermission,
  catalogEntityRefreshPermission,
} from '@backstage/plugin-catalog-common/alpha';
import { fleetClusterRegisterPermission } from '@flytower/plugin-fleet-common';
import {
  environmentReadPermission,
  memberUpdatePermission,
  tenantReadPermission,
} from '@flytower/plugin-tenancy-common';
import { decide, Person } from './decide';
import { grants } from './grants';

const olivia: Person = {
  ref: 'user:default/olivia',
  operationsAdmin: true,
  memberships: [],
};
const tara: Person = {
  ref: 'user:default/tara',
  operationsAdmin: false,
  memberships: [{ tenant: 'payments', role: 'owner' }],
};
const dan: Person = {
  ref: 'user:default/dan',
  operationsAdmin: false,
  memberships: [
    { tenant: 'payments', role: 'developer' },
    { tenant: 'analytics', role: 'viewer' },
  ],
};
const stranger: Person = {
  ref: 'user:default/shen',
  operationsAdmin: false,
  memberships: [],
};

const allowed = { result: AuthorizeResult.ALLOW };
const denied = { result: AuthorizeResult.DENY };
const inTenants = (pluginId: string, ...tenants: string[]) => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId,
  conditions: expect.objectContaining({ params: { tenants } }),
});
const ask = (
  permission: { name: string } & Parameters<typeof decide>[1],
  person: Person,
) => decide(grants[permission.name], permission, person);

describe('decide', () => {
  it('denies a permission that the table does not know, to everybody', () => {
    const unknown = createPermission({
      name: 'some.new.thing',
      attributes: { action: 'read' },
    });
    for (const person of [olivia, tara, dan, stranger]) {
      expect(ask(unknown, person)).toEqual(denied);
    }
  });

  it('lets operations admins alone register clusters', () => {
    expect(ask(fleetClusterRegisterPermission, olivia)).toEqual(allowed);
    expect(ask(fleetClusterRegisterPermission, tara)).toEqual(denied);
  });

  it('lets everybody who is signed in read the standard environments', () => {
    expect(ask(environmentReadPermission, stranger)).toEqual(allowed);
  });

  it('gives a member exactly the tenants where the role counts', () => {
    expect(ask(tenantReadPermission, dan)).toMatchObject(
      inTenants('tenancy', 'analytics', 'payments'),
    );
    expect(ask(tenantReadPermission, olivia)).toEqual(allowed);
    expect(ask(memberUpdatePermission, tara)).toMatchObject(
      inTenants('tenancy', 'payments'),
    );
    expect(ask(memberUpdatePermission, dan)).toEqual(denied);
  });

  it('gives who is in no tenant the list of nothing, and refuses them what not every member may', () => {
    expect(ask(tenantReadPermission, stranger)).toMatchObject(
      inTenants('tenancy'),
    );
    expect(ask(memberUpdatePermission, stranger)).toEqual(denied);
  });

  it('shows the catalog of the own tenants, of what has none, and the people whom one knows', () => {
    expect(ask(catalogEntityReadPermission, tara)).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'catalog',
      conditions: {
        anyOf: [
          {
            allOf: [
              {
                not: {
                  rule: 'HAS_ANNOTATION',
                  params: { annotation: 'flytower.dev/tenant' },
                },
              },
              {
                not: {
                  rule: 'IS_ENTITY_KIND',
                  params: { kinds: ['User', 'Group'] },
                },
              },
            ],
          },
          { rule: 'IS_KNOWN_TO', params: { person: 'user:default/tara' } },
          {
            rule: 'HAS_ANNOTATION',
            params: { annotation: 'flytower.dev/tenant', value: 'payments' },
          },
        ],
      },
    });
    expect(ask(catalogEntityReadPermission, olivia)).toEqual(allowed);
  });

  it('lets builders alone refresh, with the same people in sight', () => {
    const viewer: Person = {
      ...tara,
      memberships: [{ tenant: 'payments', role: 'viewer' }],
    };
    expect(JSON.stringify(ask(catalogEntityRefreshPermission, tara))).toContain(
      '"payments"',
    );
    expect(
      JSON.stringify(ask(catalogEntityRefreshPermission, viewer)),
    ).not.toContain('"payments"');
  });

  it('shows a task of a template to whoever started it, and to no operations admin', () => {
    for (const person of [olivia, dan]) {
      expect(ask(taskReadPermission, person)).toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'scaffolder',
        conditions: {
          rule: 'IS_TASK_OWNER',
          params: { createdBy: [person.ref] },
        },
      });
    }
  });

  it('lets nobody cancel a task, write templates or try one of their own', () => {
    for (const permission of [
      taskCancelPermission,
      templateManagementPermission,
      templateDryRunPermission,
    ]) {
      expect(ask(permission, olivia)).toEqual(denied);
      expect(ask(permission, dan)).toEqual(denied);
    }
  });
});
