import { fireEvent, screen } from '@testing-library/react';
import { deliveryContract } from '@flytower/plugin-delivery-common';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { SearchDialog } from './SearchDialog';

function open(options: { member: boolean; releasesFail?: boolean }) {
  const tenancy = fakeBackend(tenancyContract, {
    getMyMemberships: () => ({
      person: 'user:default/dan',
      memberships: options.member
        ? [{ tenant: 'payments', displayName: 'Payments', role: 'developer' }]
        : [],
    }),
    listTenants: () => ({ items: [] }),
  });
  const delivery = fakeBackend(deliveryContract, {
    overview: ({ query }) => ({
      total: 1,
      services: 1,
      published: 0,
      items: [
        {
          tenant: 'payments',
          application: 'shop-front',
          applicationName: 'Shop front',
          service: 'checkout',
          serviceName: 'Checkout',
          health: { status: 'healthy', sentence: 'All is well' },
          image: 'payments/checkout:1',
          desired: 0,
          ready: 0,
          clusters: [],
        },
      ].filter(({ service }) => service.includes(query.get('q') ?? '')),
    }),
    listReleases: () => {
      if (options.releasesFail) {
        throw new AnswerError(503, 'Delivery is starting');
      }
      return { items: [] };
    },
  });
  const fleet = fakeBackend(fleetContract, {});
  const publicServices = fakeBackend(publicServicesContract, {
    listInstances: () => ({
      items: [
        {
          id: '01JI',
          tenant: 'payments',
          environment: 'prod',
          name: 'orders-db',
          displayName: 'Orders',
          offering: 'mysql',
          plan: 'small',
          engine: 'mysql',
          edition: 'host',
          limits: { connections: 30 },
          state: 'ready',
          health: { status: 'healthy', sentence: 'Ready' },
          accounts: [],
          bindings: 0,
          createdBy: 'user:default/dan',
          createdAt: '2026-03-01T10:00:00Z',
          updatedAt: '2026-03-01T10:00:00Z',
          generation: 1,
        },
      ],
    }),
  });
  renderPage(<SearchDialog onClose={() => {}} />, {
    backends: [tenancy, delivery, fleet, publicServices],
    permissions: [],
  });
  return { tenancy, delivery, fleet, publicServices };
}

describe('the search', () => {
  it('finds by name, with the keyboard on the best hit, and says where there is nothing', async () => {
    open({ member: true });
    const field = await screen.findByRole('combobox');
    expect(field).toHaveFocus();
    fireEvent.change(field, { target: { value: 'check' } });
    expect(
      await screen.findByRole('option', { name: /Service ?checkout/ }),
    ).toHaveAttribute('aria-selected', 'true');
    fireEvent.change(field, { target: { value: 'nowhere' } });
    expect(
      await screen.findByText(/Nothing that you may see is called/),
    ).toBeVisible();
  });

  it('lets the server look for services, once for what was typed', async () => {
    const { delivery } = open({ member: true });
    const field = await screen.findByRole('combobox');
    for (const value of ['c', 'ch', 'check ']) {
      fireEvent.change(field, { target: { value } });
    }
    await screen.findByRole('option', { name: /Service ?checkout/ });
    const asked = delivery.calls.filter(({ route }) => route === 'overview');
    expect(asked.map(({ call }) => call.query.get('q'))).toEqual(['check']);
    expect(asked[0].call.query.get('limit')).toBe('100');
  });

  it('finds public services, with their environment and tenant', async () => {
    open({ member: true });
    fireEvent.change(await screen.findByRole('combobox'), {
      target: { value: 'orders' },
    });
    expect(
      await screen.findByRole('option', { name: /orders-db.*prod · payments/ }),
    ).toBeVisible();
  });

  it('says which part did not answer and finds in the others', async () => {
    open({ member: true, releasesFail: true });
    fireEvent.change(await screen.findByRole('combobox'), {
      target: { value: 'check' },
    });
    expect(
      await screen.findByText('Not searched, because no answer came: Release'),
    ).toBeVisible();
    expect(await screen.findByRole('option')).toBeVisible();
  });

  it('asks for nothing that would be refused', async () => {
    const { tenancy, delivery, fleet, publicServices } = open({
      member: false,
    });
    await screen.findByRole('combobox');
    await screen.findByText(/Type a name/);
    expect(tenancy.calls.map(({ route }) => route)).toEqual([
      'getMyMemberships',
    ]);
    expect([
      ...delivery.calls,
      ...fleet.calls,
      ...publicServices.calls,
    ]).toEqual([]);
  });
});
