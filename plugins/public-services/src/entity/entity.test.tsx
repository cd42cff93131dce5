import { INSTANCE_ID_ANNOTATION, TENANT_ANNOTATION } from '@flytower/contract';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { fakeBackend, renderEntity } from '@flytower/ui/testUtils';
import { screen } from '@testing-library/react';
import { rootRouteRef } from '../routes';
import { orders } from '../testing/samples';
import { InstanceEntityCard, InstanceEntityTab } from './InstanceEntity';

const resource = {
  kind: 'Resource',
  namespace: orders.tenant,
  name: orders.name,
  annotations: {
    [TENANT_ANNOTATION]: orders.tenant,
    [INSTANCE_ID_ANNOTATION]: orders.id,
  },
};
const options = {
  backends: [
    fakeBackend(publicServicesContract, {
      getInstance: () => orders,
      listBindings: () => ({ items: [] }),
    }),
  ],
  mountedRoutes: { '/public-services': rootRouteRef },
};

describe('a database in the catalog', () => {
  it.each([
    ['its card', <InstanceEntityCard key="card" />],
    ['its tab', <InstanceEntityTab key="tab" />],
  ])('shows in %s how it is, and the way to its page', async (_, content) => {
    renderEntity(content, resource, options);
    expect(await screen.findByText(orders.health.sentence)).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open the database' }),
    ).toHaveAttribute(
      'href',
      `/public-services/${orders.tenant}/${orders.name}`,
    );
  });
});
