import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import { TENANT_RESOURCE } from '@flytower/contract';
import { readShelves, readThings } from './__testUtils__/toyPlugin';
import { scopeOf, tenantsDecision } from './tenantPermissions';

function inTenants(...tenants: string[]): PermissionCondition {
  return {
    rule: 'IN_TENANTS',
    resourceType: TENANT_RESOURCE,
    params: { tenants },
  };
}

function scopeOfConditions(
  conditions: PermissionCriteria<PermissionCondition>,
) {
  return scopeOf({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'toys',
    resourceType: TENANT_RESOURCE,
    conditions,
  });
}

describe('the scope of a decision', () => {
  it.each([
    ['one rule', inTenants('a', 'b'), ['a', 'b']],
    [
      'any of two',
      { anyOf: [inTenants('a'), inTenants('b', 'a')] },
      ['a', 'b'],
    ],
    ['all of two', { allOf: [inTenants('a', 'b'), inTenants('b')] }, ['b']],
    ['a negation, which tenants cannot say', { not: inTenants('a') }, []],
    [
      'a rule of somebody else',
      { ...inTenants('a'), rule: 'SOMETHING_ELSE' },
      [],
    ],
  ] as [string, PermissionCriteria<PermissionCondition>, string[]][])(
    'is right for %s',
    (_, conditions, tenants) => {
      expect(scopeOfConditions(conditions)).toEqual({ kind: 'some', tenants });
    },
  );

  it('is everything for allow and nothing for deny', () => {
    expect(scopeOf({ result: AuthorizeResult.ALLOW })).toEqual({ kind: 'all' });
    expect(scopeOf({ result: AuthorizeResult.DENY })).toEqual({
      kind: 'some',
      tenants: [],
    });
  });

  it('is what the policy said', () => {
    expect(scopeOf(tenantsDecision('toys', readThings, ['shop']))).toEqual({
      kind: 'some',
      tenants: ['shop'],
    });
  });
});

describe('tenantsDecision', () => {
  it('refuses a permission that knows no tenants', () => {
    expect(() => tenantsDecision('toys', readShelves, ['shop'])).toThrow(
      'The permission toys.shelf.read knows no tenants; decide it with allow or deny',
    );
  });
});
