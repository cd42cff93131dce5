import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { rootRouteRef } from '../routes';
import { TenancyPages } from '../TenancyPages';
import { cards, paymentsDetail } from '../testing/samples';

const withCards = { ...paymentsDetail, teams: [cards] };
const developer = ['tenancy.tenant.read', 'tenancy.team.read'];

function show(
  answers: Parameters<typeof fakeBackend<typeof tenancyContract.routes>>[1],
  options: { permissions?: string[]; language?: 'zh-CN' } = {},
) {
  const tenancy = fakeBackend(tenancyContract, answers);
  renderPage(<TenancyPages />, {
    backends: [tenancy],
    at: '/tenants/payments/teams',
    mountPath: '/tenants/*',
    mountedRoutes: { '/tenants': rootRouteRef },
    ...options,
  });
  return tenancy;
}

const press = async (name: string) =>
  userEvent.click(await screen.findByRole('button', { name }));

describe('the teams of a tenant', () => {
  it('say that they are loading', async () => {
    show({ getTenant: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', { name: /The tenant payments/ }),
    ).toBeInTheDocument();
  });

  it('tell an owner what a team is, and offer to make one', async () => {
    show({ getTenant: () => paymentsDetail });
    expect(await screen.findByText('No team yet')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Make a team' })).toBeEnabled();
  });

  it('tell others who makes one', async () => {
    show({ getTenant: () => paymentsDetail }, { permissions: developer });
    expect(
      await screen.findByText(/An owner of the tenant makes teams/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Make a team' }),
    ).not.toBeInTheDocument();
  });

  it('show who is in them and who leads them, and nothing to press to who may not change them', async () => {
    show({ getTenant: () => withCards }, { permissions: developer });
    const rows = await screen.findAllByRole('row');
    expect(rows[1]).toHaveTextContent(/Cards.*cards.*dan.*dan, tara/);
    expect(
      screen.queryByRole('button', { name: 'Delete Cards' }),
    ).not.toBeInTheDocument();
  });

  it('say what went wrong, with a retry', async () => {
    show({
      getTenant: () => {
        throw new AnswerError(503, 'Tenants are not loaded yet');
      },
    });
    expect(
      await screen.findByText('Tenants are not loaded yet'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });

  it('are made of members of the tenant, with a name from the display name', async () => {
    const tenancy = show({
      getTenant: () => paymentsDetail,
      createTeam: () => cards,
    });
    await press('Make a team');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(
      dialog.getByRole('textbox', { name: /^Display name/ }),
      'Card desk',
    );
    const people = within(dialog.getByRole('group', { name: /^People/ }));
    await userEvent.click(people.getByRole('checkbox', { name: /tara/ }));
    const leads = within(dialog.getByRole('group', { name: /^Leads/ }));
    await userEvent.click(leads.getByRole('checkbox', { name: 'tara' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Make a team' }));
    expect(
      tenancy.calls.find(({ route }) => route === 'createTeam')?.call.body,
    ).toEqual({
      slug: 'card-desk',
      displayName: 'Card desk',
      members: [{ person: 'user:default/tara', lead: true }],
    });
  });

  it('need a name, and one that no other team has', async () => {
    const tenancy = show({ getTenant: () => withCards });
    await press('Make a team');
    const dialog = within(await screen.findByRole('dialog'));
    const make = dialog.getByRole('button', { name: 'Make a team' });
    await userEvent.click(make);
    expect(
      await dialog.findByText('Give the team a display name.'),
    ).toBeInTheDocument();
    await userEvent.type(
      dialog.getByRole('textbox', { name: /^Display name/ }),
      'Cards',
    );
    expect(
      await dialog.findByText(
        'There is already a team of this name. Choose another one.',
      ),
    ).toBeInTheDocument();
    await userEvent.click(make);
    expect(tenancy.calls.map(({ route }) => route)).not.toContain('createTeam');
  });

  it('are changed as they were seen; a refusal stays in the dialog', async () => {
    const tenancy = show({
      getTenant: () => withCards,
      updateTeam: () => {
        throw new AnswerError(409, 'The team cards has changed');
      },
    });
    await press('Change Cards');
    const dialog = within(await screen.findByRole('dialog'));
    const people = within(dialog.getByRole('group', { name: /^People/ }));
    await userEvent.click(people.getByRole('checkbox', { name: /dan/ }));
    await userEvent.click(
      dialog.getByRole('button', { name: 'Save the team' }),
    );
    expect(
      await dialog.findByText('The team cards has changed'),
    ).toBeInTheDocument();
    const change = tenancy.calls.find(({ route }) => route === 'updateTeam');
    expect(change?.call.body).toEqual({
      displayName: 'Cards',
      members: [{ person: 'user:default/tara', lead: false }],
    });
  });

  it('are deleted once the name is typed', async () => {
    const tenancy = show({
      getTenant: () => withCards,
      deleteTeam: () => undefined,
    });
    await press('Delete Cards');
    const dialog = within(await screen.findByRole('dialog'));
    const remove = dialog.getByRole('button', { name: 'Delete Cards' });
    expect(remove).toBeDisabled();
    await userEvent.type(dialog.getByRole('textbox'), 'cards');
    await userEvent.click(remove);
    expect(tenancy.calls.map(({ route }) => route)).toContain('deleteTeam');
  });

  it('speak Chinese', async () => {
    show({ getTenant: () => paymentsDetail }, { language: 'zh-CN' });
    expect(await screen.findByText('还没有团队')).toBeInTheDocument();
  });
});
