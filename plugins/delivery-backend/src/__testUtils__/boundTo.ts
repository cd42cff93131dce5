import { BoundCredentials } from '@flytower/plugin-public-services-node';

/** Binding orders-db of a service to the database orders in prod, with two variables. */
export function boundTo(
  service: { id: string; tenant: string },
  change: Partial<BoundCredentials> = {},
): BoundCredentials {
  const { binding = 'orders-db', version = 1 } = change;
  return {
    bindingId: `id-of-${binding}`,
    binding,
    instance: 'orders',
    tenant: service.tenant,
    environment: 'prod',
    serviceId: service.id,
    version,
    secretName: `${binding}-v${version}`,
    variables: [
      { name: 'MYSQL_HOST', key: 'host' },
      { name: 'MYSQL_PASSWORD', key: 'password' },
    ],
    clusters: ['east', 'west', 'north'],
    ...change,
  };
}
