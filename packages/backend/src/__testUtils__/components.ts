import { Entity } from '@backstage/catalog-model';

/** The same in both tenants: only the namespace and the account keep them apart. */
export const SERVICE_ID = '01JZZZZZZZZZZZZZZZZZZZZZZZ';

/** A Component as Flytower's own provider emits it; also what a forger writes, word for word. */
export function componentOf(
  tenant: string,
  options: { name?: string; annotations?: Record<string, string> } = {},
): Entity & { metadata: { namespace: string } } {
  const location = 'flytower:delivery';
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: options.name ?? 'checkout',
      namespace: tenant,
      annotations: options.annotations ?? {
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
        'flytower.dev/tenant': tenant,
        'flytower.dev/application': 'shop',
        'flytower.dev/service-id': SERVICE_ID,
      },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/a',
    },
  };
}
