import { fleetContract } from '@flytower/plugin-fleet-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { rootRouteRef } from '../routes';
import { TenancyPages } from '../TenancyPages';
import {
  environments,
  onboarding,
  payments,
  plan,
  quotaChoices,
  targets,
} from '../testing/samples';

function show(
  answers: Parameters<
    typeof fakeBackend<typeof tenancyContract.routes>
  >[1] = {},
  clusters: unknown[] = targets,
) {
  window.localStorage.clear();
  const tenancy = fakeBackend(tenancyContract, {
    listEnvironments: () => ({ items: environments }),
    listQuotaChoices: () => ({ items: quotaChoices }),
    listTenants: () => ({ items: [{ ...payments, slug: 'shop' }] }),
    planOnboarding: () => plan,
    onboardTenant: () => onboarding,
    getOperation: () => onboarding,
    ...answers,
  });
  const fleet = fakeBackend(fleetContract, {
    listTargets: () => ({ items: clusters }),
  });
  renderPage(<TenancyPages />, {
    backends: [tenancy, fleet],
    at: '/tenants/-/onboard',
    mountPath: '/tenants/*',
    mountedRoutes: { '/tenants': rootRouteRef },
  });
  return tenancy;
}

const next = () =>
  userEvent.click(screen.getByRole('button', { name: 'Next' }));

async function nameAndOwner() {
  const user = userEvent.setup();
  await user.type(
    await screen.findByRole('textbox', { name: /Display name/ }),
    'Payments',
  );
  await user.type(screen.getByRole('combobox', { name: /Person/ }), 'tara');
  await user.tab();
  await user.click(screen.getByRole('button', { name: 'Add' }));
}

describe('the onboarding wizard', () => {
  it('needs a display name and an owner before the next step', async () => {
    show();
    await screen.findByRole('textbox', { name: /Display name/ });
    await next();
    const summary = await screen.findByRole('alert');
    expect(summary).toHaveTextContent('Give the tenant a display name.');
    expect(summary).toHaveTextContent('Name at least one owner.');
  });

  it('suggests the name and says whether it is free', async () => {
    show();
    const user = userEvent.setup();
    const displayName = await screen.findByRole('textbox', {
      name: /Display name/,
    });
    await user.type(displayName, 'Payments');
    expect(screen.getByDisplayValue('payments')).toBeInTheDocument();
    expect(screen.getByText(/“payments” is free/)).toBeInTheDocument();
    await user.clear(displayName);
    await user.type(displayName, 'Shop');
    expect(
      await screen.findByText(/There is already a tenant of this name/),
    ).toBeInTheDocument();
  });

  it('goes Next, Next, Next to the plan of the server, then follows the operation', async () => {
    const tenancy = show();
    await nameAndOwner();
    await next();
    expect(await screen.findByText('Small')).toBeInTheDocument();
    await next();
    expect(
      await screen.findByRole('checkbox', { name: /^east/ }),
    ).toBeChecked();
    await next();
    expect(
      await screen.findByText('2 objects will be made in east, west'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Onboard payments' }),
    );
    expect(
      await screen.findByText('Making 16 objects in east and west'),
    ).toBeInTheDocument();
    const asked = tenancy.calls.find(({ route }) => route === 'onboardTenant');
    expect(asked?.call.body).toEqual({
      slug: 'payments',
      displayName: 'Payments',
      members: [{ person: 'user:default/tara', role: 'owner' }],
      quota: { kind: 'choice', name: 'small' },
      clusters: ['east', 'west'],
      environments: ['prod'],
    });
  });

  it('does not onboard what the plan forbids', async () => {
    show({
      planOnboarding: () => ({
        ...plan,
        possible: false,
        problems: [
          {
            code: 'foreign-namespace',
            blocking: true,
            cluster: 'east',
            sentence:
              'A namespace payments--prod is already in east, and it is not Flytower’s',
          },
        ],
      }),
    });
    await nameAndOwner();
    await next();
    await next();
    await next();
    const alert = await screen.findByText(/is already in east/);
    expect(alert).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Onboard payments' }),
    ).toBeDisabled();
  });

  it('says what is missing where no cluster is registered', async () => {
    show({}, []);
    await nameAndOwner();
    await next();
    await next();
    expect(
      await screen.findByText('No cluster is registered yet'),
    ).toBeInTheDocument();
  });

  it('keeps the form when the server refuses', async () => {
    show({
      onboardTenant: () => {
        throw new AnswerError(409, 'There is already a tenant "payments"');
      },
    });
    await nameAndOwner();
    await next();
    await next();
    await next();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Onboard payments' }),
    );
    const alert = await screen.findByText(
      'There is already a tenant "payments"',
    );
    expect(alert).toBeInTheDocument();
    expect(
      within(screen.getByRole('navigation', { name: 'Onboard a tenant' }))
        .getAllByRole('button')
        .at(-1),
    ).toHaveAttribute('aria-current', 'step');
  });

  it('offers a retry when the choices cannot be loaded', async () => {
    show({
      listQuotaChoices: () => {
        throw new AnswerError(503, 'Tenancy is just starting');
      },
    });
    expect(
      await screen.findByText(
        'What a tenant can choose from could not be loaded',
      ),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });
});
