import { Entity } from '@backstage/catalog-model';
import { serviceOf } from './serviceOf';

const serviceId = '01J8Z3K5V7X9Y2A4B6C8D0E1F2';

function entityOf(change: {
  kind?: string;
  namespace?: string | null;
  annotations?: Record<string, string>;
}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: change.kind ?? 'Component',
    metadata: {
      name: 'checkout',
      ...(change.namespace !== null && {
        namespace: change.namespace ?? 'payments',
      }),
      annotations: {
        'backstage.io/managed-by-location': 'flytower:delivery',
        'backstage.io/managed-by-origin-location': 'flytower:delivery',
        'flytower.dev/tenant': 'payments',
        'flytower.dev/service-id': serviceId,
        ...change.annotations,
      },
    },
  };
}

describe('serviceOf', () => {
  it('is the service of an entity that Flytower made', () => {
    expect(serviceOf(entityOf({}))).toEqual({ tenant: 'payments', serviceId });
  });

  it.each([
    ['of another kind', { kind: 'Resource' }],
    ['in the namespace of another tenant', { namespace: 'logistics' }],
    ['without a namespace', { namespace: null }],
    [
      'from a repository',
      {
        annotations: {
          'backstage.io/managed-by-location':
            'url:https://git.example.com/a/catalog-info.yaml',
        },
      },
    ],
    [
      'that a repository brought in',
      {
        annotations: {
          'backstage.io/managed-by-origin-location':
            'url:https://git.example.com/a/catalog-info.yaml',
        },
      },
    ],
    [
      'whose tenant is another’s',
      { annotations: { 'flytower.dev/tenant': 'logistics' } },
    ],
    [
      'whose id is a selector',
      { annotations: { 'flytower.dev/service-id': `${serviceId},a!=b` } },
    ],
    ['without an id', { annotations: { 'flytower.dev/service-id': '' } }],
  ])('is none for an entity %s', (_, change) => {
    expect(serviceOf(entityOf(change))).toBeUndefined();
  });
});
