import { AnswerError } from '@flytower/ui/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { overview, overviewOf, unpublished, webShop } from '../testing/samples';
import { bodyOf, readOnly, showDelivery } from '../testing/showDelivery';

const none = {
  overview: overviewOf(),
  listApplications: () => ({ items: [] }),
};
const one = {
  overview: overviewOf(overview),
  listApplications: () => ({ items: [webShop] }),
};

describe('the list of applications', () => {
  it('says that it is loading', async () => {
    showDelivery('/applications', {
      ...none,
      overview: () => new Promise(() => {}),
    });
    expect(
      await screen.findByRole('status', { name: /The list of applications/ }),
    ).toBeInTheDocument();
  });

  it('says what an application is, and offers to create one', async () => {
    showDelivery('/applications', none);
    expect(await screen.findByText('No application yet')).toBeInTheDocument();
    expect(
      screen.getAllByRole('link', { name: 'Create an application' })[0],
    ).toHaveAttribute('href', '/applications/-/new');
  });

  it('tells who is in no tenant whom to ask', async () => {
    showDelivery('/applications', none, {
      mine: { person: 'user:default/lee', memberships: [] },
    });
    expect(
      await screen.findByText(/You are not a member of any tenant/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'Create an application' }),
    ).not.toBeInTheDocument();
  });

  it('shows each service with its cause and its instances as dots', async () => {
    showDelivery('/applications', one);
    expect(
      await screen.findByText(/2 of 4 instances in west cannot pull/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: 'west: 2 of 4 ready' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /Release 3/ })).toHaveAttribute(
      'href',
      '/applications/payments/web-shop/checkout/releases/01RELEASE',
    );
  });

  it('shows more applications than one answer holds', async () => {
    const all = Array.from({ length: 130 }, (_, i) => ({
      ...webShop,
      id: `application-${i}`,
      slug: `app-${i}`,
      displayName: `App ${i}`,
      services: 0,
    }));
    showDelivery('/applications', {
      overview: overviewOf(),
      listApplications: ({ query }) => {
        const from = Number(query.get('cursor') ?? 0);
        const to = from + Number(query.get('limit') ?? 100);
        return {
          items: all.slice(from, to),
          ...(to < all.length ? { nextCursor: String(to) } : {}),
        };
      },
    });
    expect(
      await screen.findByRole('link', { name: 'App 129' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'App 0' })).toBeInTheDocument();
  });

  it('shows a hundred lines, of how many, and more when asked', async () => {
    const lines = Array.from({ length: 130 }, (_, n) => ({
      ...overview,
      service: `s-${n}`,
    }));
    showDelivery('/applications', { ...one, overview: overviewOf(...lines) });
    expect(
      await screen.findByText(/^100 of 130, problems first/),
    ).toBeInTheDocument();
    // Of the table, which shows fifty rows at first.
    expect(screen.getByText('Show more of 50 others')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(
      await screen.findByText('Show more of 80 others'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/of 130/)).not.toBeInTheDocument();
  });

  it('lets the server look for what is typed, while the field keeps the focus', async () => {
    const delivery = showDelivery('/applications', {
      ...one,
      overview: call =>
        call.query.get('q') === 'desk'
          ? overviewOf()(call)
          : overviewOf(overview)(call),
    });
    await screen.findByRole('link', { name: 'Checkout' });
    const field = screen.getByRole('searchbox');
    await userEvent.type(field, 'desk ');
    expect(await screen.findByText('No service matches')).toBeInTheDocument();
    expect(field).toHaveFocus();
    const asked = delivery.calls
      .filter(({ route }) => route === 'overview')
      .map(({ call }) => [call.query.get('q'), call.query.get('order')]);
    expect(asked).toEqual([
      [null, 'applications'],
      ['desk', 'applications'],
    ]);
  });

  it('filters by what the URL says', async () => {
    showDelivery('/applications?health=healthy', {
      ...one,
      overview: call =>
        call.query.get('health') === 'healthy'
          ? overviewOf()(call)
          : overviewOf(overview)(call),
    });
    expect(await screen.findByText('No service matches')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all applications' }),
    );
    expect(
      await screen.findByRole('link', { name: 'Web shop' }),
    ).toBeInTheDocument();
  });

  it('says what went wrong, with a retry', async () => {
    showDelivery('/applications', {
      ...none,
      overview: () => {
        throw new AnswerError(503, 'Delivery is just starting');
      },
    });
    expect(
      await screen.findByText('Delivery is just starting'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });

  it('speaks Chinese', async () => {
    showDelivery('/applications', none, { language: 'zh-CN' });
    expect(await screen.findByText('还没有应用')).toBeInTheDocument();
  });
});

describe('a new application', () => {
  it('gets a name from its display name and leads to its page', async () => {
    const delivery = showDelivery('/applications/-/new', {
      createApplication: () => webShop,
      getApplication: () => webShop,
      listServices: () => ({ items: [] }),
    });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Display name/ }),
      'Web shop',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Create Web shop' }),
    );
    expect(await screen.findByText('No service yet')).toBeInTheDocument();
    expect(bodyOf(delivery, 'createApplication')).toEqual({
      slug: 'web-shop',
      displayName: 'Web shop',
      description: '',
    });
  });

  it('needs a name', async () => {
    showDelivery('/applications/-/new', {});
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create the application' }),
    );
    const summary = await screen.findByRole('alert');
    expect(summary).toHaveTextContent('Give it a display name.');
  });
});

describe('an application', () => {
  const at = '/applications/payments/web-shop';

  it('lists its services', async () => {
    showDelivery(at, {
      getApplication: () => webShop,
      listServices: () => ({ items: [unpublished] }),
    });
    const link = await screen.findByRole('link', { name: /Checkout/ });
    expect(link).toHaveAttribute('href', `${at}/checkout`);
    expect(screen.getByText('nowhere yet')).toBeInTheDocument();
  });

  it('offers nothing to change to those who may only read', async () => {
    showDelivery(
      at,
      {
        getApplication: () => webShop,
        listServices: () => ({ items: [] }),
      },
      { permissions: readOnly },
    );
    const empty = await screen.findByText('No service yet');
    const panel = empty.closest('section') ?? document.body;
    expect(within(panel).queryByRole('link')).not.toBeInTheDocument();
  });
});
