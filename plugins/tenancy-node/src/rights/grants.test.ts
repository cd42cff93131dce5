import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import { kubernetesPermissions } from '@backstage/plugin-kubernetes-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { auditPermissions } from '@flytower/plugin-audit-common';
import { deliveryPermissions } from '@flytower/plugin-delivery-common';
import { fleetPermissions } from '@flytower/plugin-fleet-common';
import { meteringPermissions } from '@flytower/plugin-metering-common';
import { publicServicesPermissions } from '@flytower/plugin-public-services-common';
import { tenancyPermissions } from '@flytower/plugin-tenancy-common';
import { TENANT_RESOURCE } from '@flytower/contract';
import { isResourcePermission } from '@backstage/plugin-permission-common';
import { grants } from './grants';

const ours = [
  ...fleetPermissions,
  ...tenancyPermissions,
  ...deliveryPermissions,
  ...publicServicesPermissions,
  ...auditPermissions,
  ...meteringPermissions,
  // Of @flytower/hardening, which imports this package and holds the name to it.
  { name: 'flytower.scheduler.control', type: 'basic', attributes: {} },
] as const;
const official = [
  ...catalogPermissions,
  ...kubernetesPermissions,
  ...scaffolderPermissions,
];

describe('the table of grants', () => {
  it.each([...ours, ...official].map(({ name }) => name))(
    'has a row for %s',
    name => {
      expect(Object.keys(grants)).toContain(name);
    },
  );

  it('has no row for a permission that does not exist', () => {
    const known = new Set<string>(
      [...ours, ...official].map(({ name }) => name),
    );
    expect(
      Object.keys(grants)
        .filter(
          name =>
            name.startsWith('fleet.') ||
            name.startsWith('tenancy.') ||
            name.startsWith('delivery.') ||
            name.startsWith('public-services.') ||
            name.startsWith('audit.') ||
            name.startsWith('metering.') ||
            name.startsWith('flytower.') ||
            name.startsWith('kubernetes.') ||
            name.startsWith('scaffolder.'),
        )
        .filter(name => !known.has(name)),
    ).toEqual([]);
  });

  it.each(ours.map(permission => [permission.name, permission] as const))(
    'grants %s inside tenants exactly where the permission holds inside a tenant',
    (name, permission) => {
      expect(grants[name].kind === 'tenant').toBe(
        isResourcePermission(permission, TENANT_RESOURCE),
      );
    },
  );

  it('is the table of the documentation', () => {
    const page = readFileSync(
      resolve(__dirname, '../../../../docs/reference/permissions.md'),
      'utf8',
    );
    const rows = [...page.matchAll(/^\| `([a-z.-]+)`/gm)].map(
      ([, name]) => name,
    );
    expect(rows.sort()).toEqual(Object.keys(grants).sort());
  });
});
