import { AnswerError } from '@flytower/ui/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { teams, webShop } from '../testing/samples';
import { bodyOf, readOnly, showDelivery } from '../testing/showDelivery';

const at = '/applications/payments/web-shop';
const loaded = {
  getApplication: () => ({ ...webShop, team: 'cards' }),
  listServices: () => ({ items: [] }),
};

async function choose(within_: HTMLElement, option: string): Promise<void> {
  await userEvent.click(
    await within(within_).findByRole('button', { name: /Team/ }),
  );
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('the team of an application', () => {
  it('stands on its page, and is not to be changed by who may only read', async () => {
    showDelivery(at, loaded, { permissions: readOnly });
    expect(await screen.findByText('cards')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Change the team' }),
    ).not.toBeInTheDocument();
  });

  it('is changed for another, as the application was seen', async () => {
    const delivery = showDelivery(
      at,
      { ...loaded, updateApplication: () => webShop },
      { teams },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Change the team' }),
    );
    const dialog = await screen.findByRole('dialog');
    const save = within(dialog).getByRole('button', { name: 'Save the team' });
    expect(save).toBeDisabled();
    await choose(dialog, 'Ledger');
    await userEvent.click(save);
    expect(bodyOf(delivery, 'updateApplication')).toEqual({ team: 'ledger' });
  });

  it('is taken away, and a refusal stays in the dialog', async () => {
    const delivery = showDelivery(
      at,
      {
        ...loaded,
        updateApplication: () => {
          throw new AnswerError(409, 'Application "web-shop" has changed');
        },
      },
      { teams },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Change the team' }),
    );
    const dialog = await screen.findByRole('dialog');
    await choose(dialog, 'No team');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Save the team' }),
    );
    expect(
      await within(dialog).findByText('Application "web-shop" has changed'),
    ).toBeInTheDocument();
    expect(bodyOf(delivery, 'updateApplication')).toEqual({ team: null });
  });

  it('is not offered where the tenant has no teams', async () => {
    showDelivery(at, loaded);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Change the team' }),
    );
    expect(
      await screen.findByText(/payments has no teams yet/),
    ).toBeInTheDocument();
  });

  it('is chosen when the application is created', async () => {
    const delivery = showDelivery(
      '/applications/-/new',
      { ...loaded, createApplication: () => webShop },
      { teams },
    );
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Display name/ }),
      'Web shop',
    );
    await choose(document.body, 'Cards');
    await userEvent.click(
      screen.getByRole('button', { name: 'Create Web shop' }),
    );
    expect(bodyOf(delivery, 'createApplication')).toEqual({
      slug: 'web-shop',
      displayName: 'Web shop',
      description: '',
      team: 'cards',
    });
  });

  it('is called so in Chinese', async () => {
    showDelivery(
      at,
      { ...loaded, getApplication: () => webShop },
      { language: 'zh-CN' },
    );
    expect(await screen.findByText('无团队')).toBeInTheDocument();
  });
});
