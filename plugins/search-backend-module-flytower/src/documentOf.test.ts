import { documentOf } from './documentOf';

const ownerOf = (owner: string, tenant?: string) =>
  documentOf(
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'checkout',
        namespace: tenant ?? 'default',
        annotations: tenant ? { 'flytower.dev/tenant': tenant } : {},
      },
      spec: { type: 'service', owner },
    },
    ['group:default/operations'],
  );

describe('documentOf', () => {
  it.each([
    ['group:flytower/payments', 'payments'],
    ['group:payments/cards', 'payments'],
    ['cards', 'payments'],
    ['group:default/operations', 'payments'],
    ['operations', undefined],
    ['Group:Default/Operations', undefined],
  ])('names the owner %s of what is of %s', (owner, tenant) => {
    expect(ownerOf(owner, tenant)).toMatchObject({ kind: 'Component', owner });
  });

  it.each([
    ['group:flytower/analytics', 'payments'],
    ['group:analytics/models', 'payments'],
    ['user:default/dan', 'payments'],
    ['finance', undefined],
    ['group:payments/cards', undefined],
    ['a:b:c', 'payments'],
  ])('keeps the owner %s of what is of %s to itself', (owner, tenant) => {
    expect(ownerOf(owner, tenant)).toMatchObject({
      kind: 'Component',
      title: 'checkout',
      owner: '',
    });
  });
});
