import { TENANT_ANNOTATION } from '@flytower/contract';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { fakeBackend, renderEntity } from '@flytower/ui/testUtils';
import { screen } from '@testing-library/react';
import { rootRouteRef } from '../routes';
import { paymentsDetail } from '../testing/samples';
import { TenantEntityCard, TenantEntityTab } from './TenantEntity';

const group = {
  kind: 'Group',
  namespace: 'flytower',
  name: 'payments',
  annotations: { [TENANT_ANNOTATION]: 'payments' },
};
const options = {
  backends: [fakeBackend(tenancyContract, { getTenant: () => paymentsDetail })],
  mountedRoutes: { '/tenants': rootRouteRef },
  permissions: ['tenancy.tenant.read'],
};

describe('a tenant in the catalog', () => {
  it('shows its quota and clusters, and the way to its page', async () => {
    renderEntity(<TenantEntityCard />, group, options);
    expect(await screen.findByRole('group', { name: 'CPU' })).toHaveTextContent(
      'Free 5.5 cores',
    );
    expect(screen.getByText('east, west')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open the tenant' }),
    ).toHaveAttribute('href', '/tenants/payments');
  });

  it('shows each environment in each cluster in its tab', async () => {
    renderEntity(<TenantEntityTab />, group, options);
    expect(await screen.findByText('payments--prod')).toBeVisible();
    expect(screen.queryByRole('button', { name: /quota/i })).toBeNull();
  });
});
