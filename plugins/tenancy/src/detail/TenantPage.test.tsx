import { fleetContract } from '@flytower/plugin-fleet-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { rootRouteRef } from '../routes';
import { TenancyPages } from '../TenancyPages';
import { onboarding, paymentsDetail, shop, targets } from '../testing/samples';

function show(
  at: string,
  answers: Parameters<typeof fakeBackend<typeof tenancyContract.routes>>[1],
  permissions?: string[],
) {
  const tenancy = fakeBackend(tenancyContract, answers);
  const fleet = fakeBackend(fleetContract, {
    listTargets: () => ({ items: targets }),
  });
  renderPage(<TenancyPages />, {
    backends: [tenancy, fleet],
    at,
    mountPath: '/tenants/*',
    mountedRoutes: { '/tenants': rootRouteRef },
    permissions,
  });
  return tenancy;
}

const developer = ['tenancy.tenant.read', 'tenancy.member.read'];
const loaded = { getTenant: () => paymentsDetail };

describe('a tenant', () => {
  it('says that it is loading', async () => {
    show('/tenants/payments', { getTenant: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', { name: /The tenant payments/ }),
    ).toBeInTheDocument();
  });

  it('shows quota, environments and how each is in each cluster', async () => {
    show('/tenants/payments', loaded);
    expect(await screen.findByText('Everything is in place')).toBeVisible();
    expect(screen.getByRole('group', { name: 'CPU' })).toHaveTextContent(
      'Free 5.5 cores',
    );
    expect(screen.getByText('payments--prod')).toBeInTheDocument();
    expect(screen.getAllByText('All objects are there')).toHaveLength(2);
  });

  it('shows the others where one cluster is dead', async () => {
    show('/tenants/shop', {
      getTenant: () => ({ ...paymentsDetail, ...shop }),
    });
    expect(await screen.findByText('Connection refused')).toBeInTheDocument();
    expect(screen.getByText('All objects are there')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Follow the operation' }),
    ).toHaveAttribute('href', '/tenants/shop/operations/01ONBOARD');
  });

  it('gives a stranger the same answer as for a tenant that is not', async () => {
    show('/tenants/payments', {
      getTenant: () => {
        throw new AnswerError(
          404,
          'There is no tenant "payments", or you are not a member of it',
        );
      },
    });
    expect(
      await screen.findByText(
        'There is no tenant "payments", or you are not a member of it',
      ),
    ).toBeInTheDocument();
  });

  it('lets only operations admins change the quota', async () => {
    show('/tenants/payments', loaded, developer);
    expect(await screen.findByText('Everything is in place')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Change the quota' }),
    ).not.toBeInTheDocument();
  });
});

describe('the members of a tenant', () => {
  it('can be read but not changed by a developer', async () => {
    show('/tenants/payments/members', loaded, developer);
    const rows = await screen.findAllByRole('row');
    expect(rows[1]).toHaveTextContent('user:default/tara');
    expect(rows[1]).toHaveTextContent('Owner');
    expect(
      screen.queryByRole('button', { name: 'Remove tara' }),
    ).not.toBeInTheDocument();
  });

  it('are added by an owner', async () => {
    const tenancy = show('/tenants/payments/members', {
      ...loaded,
      addMember: () => paymentsDetail.members[1],
    });
    await userEvent.type(
      await screen.findByRole('combobox', { name: /Person/ }),
      'lee',
    );
    await userEvent.tab();
    await userEvent.click(screen.getByRole('button', { name: 'Add' }));
    expect(
      tenancy.calls.find(({ route }) => route === 'addMember')?.call.body,
    ).toEqual({ person: 'user:default/lee', role: 'developer' });
  });

  it('are removed once the name is typed; a refusal stays in the dialog', async () => {
    show('/tenants/payments/members', {
      ...loaded,
      removeMember: () => {
        throw new AnswerError(409, 'tara is the last owner of payments');
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove tara' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    const remove = dialog.getByRole('button', { name: 'Remove tara' });
    expect(remove).toBeDisabled();
    await userEvent.type(dialog.getByRole('textbox'), 'tara');
    await userEvent.click(remove);
    expect(
      await dialog.findByText('tara is the last owner of payments'),
    ).toBeInTheDocument();
  });
});

describe('the clusters of a tenant', () => {
  it('are bound from those that are registered', async () => {
    const tenancy = show('/tenants/payments/clusters', {
      getTenant: () => ({ ...paymentsDetail, clusters: ['east'] }),
      bindCluster: () => onboarding,
      getOperation: () => onboarding,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Bind west' }),
    );
    expect(
      await screen.findByText('Making 16 objects in east and west'),
    ).toBeInTheDocument();
    expect(
      tenancy.calls.find(({ route }) => route === 'bindCluster')?.call.body,
    ).toEqual({ cluster: 'west' });
  });
});

describe('a cluster in which another installation keeps the tenant', () => {
  const keeper = '01JDKEEPER0000000000000000';
  const kept = {
    ...paymentsDetail,
    environments: paymentsDetail.environments.map(environment => ({
      ...environment,
      clusters: environment.clusters.map(cluster =>
        cluster.name === 'west'
          ? {
              ...cluster,
              state: 'failed' as const,
              sentence: 'As the server says it',
              keptBy: keeper,
            }
          : cluster,
      ),
    })),
  };
  const sentence = `Namespace payments--prod in west is kept by another Flytower installation (${keeper}). Let that one give it up, or have an operations admin take it over once that one is gone for good.`;

  it.each(['/tenants/payments', '/tenants/payments/clusters'])(
    'says so in the words of the page (%s)',
    async at => {
      show(at, { getTenant: () => kept });
      expect(await screen.findByText(sentence)).toBeInTheDocument();
    },
  );

  it('is taken over once its name is typed, from the installation that was seen', async () => {
    const tenancy = show('/tenants/payments/clusters', {
      getTenant: () => kept,
      takeOverCluster: () => onboarding,
      getOperation: () => onboarding,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Take over west' }),
    );
    expect(
      screen.queryByRole('button', { name: 'Take over east' }),
    ).not.toBeInTheDocument();
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(new RegExp(keeper))).toBeInTheDocument();
    await userEvent.type(dialog.getByRole('textbox'), 'west');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Take over west' }),
    );
    expect(
      await screen.findByText('Making 16 objects in east and west'),
    ).toBeInTheDocument();
    expect(
      tenancy.calls.find(({ route }) => route === 'takeOverCluster')?.call,
    ).toMatchObject({
      params: { tenant: 'payments', cluster: 'west' },
      body: { from: keeper },
    });
  });

  it('offers that to operations admins alone', async () => {
    show('/tenants/payments/clusters', { getTenant: () => kept }, developer);
    await screen.findByText(sentence);
    expect(
      screen.queryByRole('button', { name: 'Take over west' }),
    ).not.toBeInTheDocument();
  });
});

describe('the operations of a tenant', () => {
  it('are listed with a lasting link', async () => {
    show('/tenants/payments/operations', {
      ...loaded,
      listOperations: () => ({ items: [onboarding] }),
    });
    const rows = await screen.findAllByRole('row');
    expect(within(rows[1]).getByRole('link')).toHaveAttribute(
      'href',
      '/tenants/payments/operations/01ONBOARD',
    );
    expect(rows[1]).toHaveTextContent('olivia');
  });

  it('say what will stand there', async () => {
    show('/tenants/payments/operations', {
      ...loaded,
      listOperations: () => ({ items: [] }),
    });
    expect(await screen.findByText('No operations yet')).toBeInTheDocument();
  });
});

describe('an operation on a tenant', () => {
  const at = '/tenants/payments/operations/01ONBOARD';

  it('shows each step under its cluster', async () => {
    show(at, { getOperation: () => onboarding });
    expect(
      await screen.findByText('Onboarding of payments'),
    ).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'east' })).toHaveTextContent(
      'Namespace payments--prod',
    );
  });

  it('is paused by those who may', async () => {
    const tenancy = show(at, {
      getOperation: () => onboarding,
      controlOperation: () => onboarding,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(
      tenancy.calls.find(({ route }) => route === 'controlOperation')?.call
        .body,
    ).toEqual({ verb: 'pause' });
  });

  it('offers no control to others', async () => {
    show(at, { getOperation: () => onboarding }, developer);
    await screen.findByText('Onboarding of payments');
    expect(
      screen.queryByRole('button', { name: 'Pause' }),
    ).not.toBeInTheDocument();
  });
});
