import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { rootRouteRef } from '../routes';
import { TenancyPages } from '../TenancyPages';
import { payments, shop } from '../testing/samples';

function show(
  listTenants: () => unknown,
  options: { at?: string; permissions?: string[]; language?: 'zh-CN' } = {},
) {
  const backend = fakeBackend(tenancyContract, { listTenants });
  renderPage(<TenancyPages />, {
    backends: [backend],
    at: '/tenants',
    mountPath: '/tenants/*',
    mountedRoutes: { '/tenants': rootRouteRef },
    ...options,
  });
  return backend;
}

const items = (...tenants: unknown[]) => ({ items: tenants });

describe('the list of tenants', () => {
  it('says that it is loading', async () => {
    show(() => new Promise(() => {}));
    expect(
      await screen.findByRole('status', {
        name: 'Loading The list of tenants',
      }),
    ).toBeInTheDocument();
  });

  it('tells an operations admin what a tenant is, and offers to onboard one', async () => {
    show(() => items());
    const empty = (await screen.findByText('No tenant yet')).closest('section');
    expect(empty).toHaveTextContent('Onboarding one takes a minute');
    expect(
      screen.getAllByRole('link', { name: 'Onboard a tenant' })[0],
    ).toHaveAttribute('href', '/tenants/-/onboard');
  });

  it('tells others whom to ask', async () => {
    show(() => items(), { permissions: ['tenancy.tenant.read'] });
    expect(
      await screen.findByText(/You are not a member of any tenant/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'Onboard a tenant' }),
    ).not.toBeInTheDocument();
  });

  it('shows each tenant with its state and why it waits, problems first', async () => {
    show(() => items(payments, shop));
    const rows = await screen.findAllByRole('row');
    expect(rows[1]).toHaveTextContent('Shop');
    expect(rows[1]).toHaveTextContent('Waiting for west: connection refused');
    expect(rows[2]).toHaveTextContent('Payments');
    expect(within(rows[2]).getByRole('link')).toHaveAttribute(
      'href',
      '/tenants/payments',
    );
    expect(rows[2]).toHaveTextContent('2.5 cores / 8 cores');
  });

  it('says what went wrong, and asks again on demand', async () => {
    let down = true;
    show(() => {
      if (down) {
        throw new AnswerError(503, 'Tenancy is just starting');
      }
      return items(payments);
    });
    expect(
      await screen.findByText('The list of tenants could not be loaded'),
    ).toBeInTheDocument();
    expect(screen.getByText('Tenancy is just starting')).toBeInTheDocument();
    down = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Payments')).toBeInTheDocument();
  });

  it('filters by what the URL says', async () => {
    show(() => items(payments, shop), { at: '/tenants?q=pay' });
    expect(await screen.findByText('Payments')).toBeInTheDocument();
    expect(screen.queryByText('Shop')).not.toBeInTheDocument();
  });

  it('offers all tenants where none matches', async () => {
    show(() => items(payments), { at: '/tenants?q=nothing' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show all tenants' }),
    );
    expect(await screen.findByText('Payments')).toBeInTheDocument();
  });

  it('speaks Chinese', async () => {
    show(() => items(payments), { language: 'zh-CN' });
    const rows = await screen.findAllByRole('row');
    expect(rows[1]).toHaveTextContent('正常使用');
  });
});
