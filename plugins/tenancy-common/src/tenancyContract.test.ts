import {
  openApiDocument,
  RoutePermission,
  TENANT_RESOURCE,
} from '@flytower/contract';
import { namespaceOf } from './environment';
import { onboardingRequestSchema } from './onboarding';
import { tenancyPermissions } from './permissions';
import { tenancyContract } from './tenancyContract';

const request = {
  slug: 'payments',
  displayName: 'Payments',
  members: [
    { person: 'user:default/tara', role: 'owner' },
    { person: 'user:default/dan', role: 'developer' },
  ],
  quota: { kind: 'choice', name: 'small' },
  clusters: ['east', 'west'],
  environments: ['prod'],
};

function isTenantScoped(permission: RoutePermission): boolean {
  return (
    permission.type === 'resource' &&
    permission.resourceType === TENANT_RESOURCE
  );
}

describe('tenancyContract', () => {
  it('can be written as an OpenAPI document', () => {
    const { paths } = openApiDocument(tenancyContract, { version: '1' });
    expect(paths).toMatchObject({
      '/v1/tenants/plan': {
        post: { 'x-permission': 'tenancy.tenant.onboard' },
      },
    });
  });

  it('names a permission of tenancy, or signed-in, or service, on every route', () => {
    const known = new Set(tenancyPermissions.map(({ name }) => name));
    for (const { access } of Object.values(tenancyContract.routes)) {
      expect(
        access.kind !== 'permission' || known.has(access.permission.name),
      ).toBe(true);
    }
  });

  it('checks every path inside a tenant against that tenant', () => {
    const unchecked = Object.values(tenancyContract.routes).filter(
      ({ path, access }) =>
        path.includes(':tenant') &&
        access.kind === 'permission' &&
        !isTenantScoped(access.permission),
    );
    expect(unchecked).toEqual([]);
  });
});

describe('onboarding request', () => {
  it('takes what the wizard sends', () => {
    expect(onboardingRequestSchema.parse(request)).toEqual(request);
  });

  it.each([
    ['no owner', { members: [request.members[1]] }, 'at least one owner'],
    [
      'a person twice',
      { members: [...request.members, request.members[1]] },
      'Each person can be named once',
    ],
    ['no cluster', { clusters: [] }, 'at least one cluster'],
    ['no environment', { environments: [] }, 'at least one environment'],
    ['a reserved name', { slug: 'kube-payments' }, 'reserved'],
    ['two hyphens', { slug: 'pay--ments' }, 'single hyphens'],
    [
      'a group as member',
      { members: [{ person: 'group:default/all', role: 'owner' }] },
      'user:default/tara',
    ],
    [
      'no pods',
      {
        quota: {
          kind: 'custom',
          amount: { cpuMillicores: 1, memoryBytes: 1, pods: 0 },
        },
      },
      'at least one pod',
    ],
  ])('refuses %s with a sentence', (_, change, sentence) => {
    const { error } = onboardingRequestSchema.safeParse({
      ...request,
      ...change,
    });
    expect(error?.issues.map(({ message }) => message).join()).toContain(
      sentence,
    );
  });
});

it('joins tenant and environment to a namespace', () => {
  expect(namespaceOf('payments', 'prod')).toBe('payments--prod');
});
