import { deliveryContract } from '@flytower/plugin-delivery-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { PublicServicesPages } from './PublicServicesPages';
import { rootRouteRef } from './routes';
import { bound, mysql, operation, orders, server } from './testing/samples';

const quota = { cpuMillicores: 1, memoryBytes: 1, pods: 1 };
const tenant = {
  id: '01JT',
  slug: 'payments',
  displayName: 'Payments',
  state: 'active',
  sentence: 'Active',
  quota: { limit: quota, used: quota, reserved: quota, free: quota },
  clusters: ['east'],
  environments: [
    {
      id: '01JE',
      name: 'prod',
      displayName: 'Production',
      namespace: 'payments--prod',
      approval: false,
      clusters: [],
    },
  ],
  memberCount: 1,
  generation: 1,
  createdAt: '2026-03-01T10:00:00Z',
};

function open(
  at: string,
  answers: Record<string, (...input: never[]) => unknown> = {},
  options: {
    role?: string;
    permissions?: string[];
    language?: 'zh-CN';
  } = {},
) {
  const backend = fakeBackend(publicServicesContract, {
    listInstances: () => ({ items: [orders] }),
    listOfferings: () => ({ items: [mysql] }),
    listServers: () => ({ items: [server] }),
    getInstance: () => orders,
    listBindings: () => ({ items: [bound] }),
    ...answers,
  });
  renderPage(<PublicServicesPages />, {
    backends: [
      backend,
      fakeBackend(tenancyContract, {
        listTenants: () => ({ items: [tenant] }),
        getMyMemberships: () => ({
          person: 'user:default/dan',
          memberships: [
            {
              tenant: 'payments',
              displayName: 'Payments',
              role: options.role ?? 'developer',
            },
          ],
        }),
      }),
      fakeBackend(deliveryContract, { listServices: () => ({ items: [] }) }),
    ],
    at: `/public-services${at}`,
    mountPath: '/public-services/*',
    mountedRoutes: { '/public-services': rootRouteRef },
    permissions: options.permissions,
    language: options.language,
  });
  return backend;
}
const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole('button', { name }));
const called = (backend: ReturnType<typeof open>, route: string) =>
  backend.calls.filter(call => call.route === route);

describe('the list of instances', () => {
  it('shows what was ordered, how it is and where', async () => {
    open('');
    const rows = await screen.findAllByRole('row');
    expect(rows[1]).toHaveTextContent('Orders');
    expect(rows[1]).toHaveTextContent('10.0.0.5:3306');
    expect(within(rows[1]).getByRole('link')).toHaveAttribute(
      'href',
      '/public-services/payments/orders',
    );
  });

  it('says what an instance is where there is none, and offers to order one', async () => {
    open('', { listInstances: () => ({ items: [] }) });
    const empty = (await screen.findByText('Nothing ordered yet')).closest(
      'section',
    );
    expect(empty).toHaveTextContent(
      'a database or a cache for one environment',
    );
    expect(
      screen.getAllByRole('link', { name: 'Order a public service' })[0],
    ).toHaveAttribute('href', '/public-services/-/order');
  });

  it('offers no order to those who only read', async () => {
    open('', { listInstances: () => ({ items: [] }) }, { role: 'viewer' });
    expect(
      await screen.findByRole('link', { name: 'See what can be ordered' }),
    ).toBeVisible();
    expect(
      screen.queryByRole('link', { name: 'Order a public service' }),
    ).not.toBeInTheDocument();
  });

  it('filters by what the URL says, and shows all again', async () => {
    open('?q=nothing');
    await press('Show all instances');
    expect(await screen.findByText('Orders')).toBeVisible();
  });

  it('says what went wrong and asks again on demand', async () => {
    let down = true;
    open('', {
      listInstances: () => {
        if (down) {
          throw new AnswerError(503, 'Public services are just starting');
        }
        return { items: [orders] };
      },
    });
    await screen.findByText('Public services are just starting');
    down = false;
    await press('Try again');
    expect(await screen.findByText('Orders')).toBeVisible();
  });

  it('speaks Chinese', async () => {
    open('', {}, { language: 'zh-CN' });
    expect(
      await screen.findByRole('columnheader', { name: '实例' }),
    ).toBeVisible();
  });
});

describe('offerings', () => {
  it('offers each plan to order', async () => {
    open('/-/offerings', {}, { permissions: [] });
    const link = await screen.findByRole('link', { name: 'Order Small' });
    expect(link).toHaveAttribute(
      'href',
      '/public-services/-/order?offering=mysql&plan=small',
    );
    expect(
      screen.queryByRole('button', { name: 'Withdraw Small' }),
    ).not.toBeInTheDocument();
  });

  it('lets operations admins withdraw a plan', async () => {
    const backend = open('/-/offerings', {
      updatePlan: () => ({ ...mysql.plans[0], active: false }),
    });
    await press('Withdraw Small');
    await waitFor(() =>
      expect(called(backend, 'updatePlan').at(0)?.call.body).toEqual({
        active: false,
      }),
    );
  });

  it('publishes a plan with limits in base units, from the servers of its engine', async () => {
    const backend = open('/-/offerings/mysql/publish', {
      createPlan: () => mysql.plans[0],
    });
    await userEvent.type(await screen.findByLabelText('Display name'), 'Small');
    expect(screen.getByLabelText('Name')).toHaveValue('small');
    await press('Publish the plan');
    await waitFor(() =>
      expect(called(backend, 'createPlan').at(0)?.call.body).toEqual({
        name: 'small',
        displayName: 'Small',
        description: '',
        servers: ['mysql-1'],
        limits: { connections: 30, storageBytes: 1024 ** 3 },
      }),
    );
  });

  it('sends whoever has no server of that engine to register one', async () => {
    open('/-/offerings/redis/publish');
    expect(
      await screen.findByText('No Redis server is registered'),
    ).toBeVisible();
  });
});

describe('registering a server', () => {
  const fill = async () => {
    await userEvent.type(await screen.findByLabelText('Display name'), 'DB 1');
    await userEvent.type(screen.getByLabelText('Host'), 'db.example.com');
    await userEvent.type(screen.getByLabelText('User name'), 'root');
    await userEvent.type(screen.getByLabelText('Password'), 'correct horse');
    await press('Next');
  };

  it('registers what answered well, and keeps no password in a draft', async () => {
    const backend = open('/-/servers/register', {
      checkServer: () => ({
        outcome: 'usable',
        product: 'MariaDB',
        version: '10.11.6',
        encrypted: false,
        notes: ['It does not stop an instance that outgrows its storage'],
      }),
      registerServer: () => server,
    });
    await fill();
    expect(await screen.findByText('10.11.6')).toBeVisible();
    await press('Register db-1');
    await waitFor(() =>
      expect(called(backend, 'registerServer').at(0)?.call.body).toEqual({
        name: 'db-1',
        displayName: 'DB 1',
        access: {
          engine: 'mysql',
          host: 'db.example.com',
          port: 3306,
          administrator: { username: 'root', password: 'correct horse' },
        },
      }),
    );
    expect(JSON.stringify({ ...window.localStorage })).not.toContain(
      'correct horse',
    );
  });

  it('does not register what was refused, and says why', async () => {
    open('/-/servers/register', {
      checkServer: () => ({
        outcome: 'refused',
        code: 'wrong-password',
        sentence: 'db.example.com refuses root with this password.',
      }),
    });
    await fill();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'refuses root with this password',
    );
    expect(
      screen.getByRole('button', { name: 'Register db-1' }),
    ).toBeDisabled();
  });
});

describe('an order', () => {
  const plan = {
    blockers: [] as string[],
    makes: [{ kind: 'Database', name: 'payments_prod_orders', why: '' }],
    limits: orders.limits,
    notes: [],
  };
  const fill = async () => {
    await screen.findByRole('radio', { name: /Small/ });
    await press('Next');
    await userEvent.type(
      await screen.findByLabelText('Display name'),
      'Orders',
    );
    await press('Next');
  };

  it('shows what the server would make, then orders it', async () => {
    const backend = open('/-/order', {
      planInstance: () => plan,
      createInstance: () => operation,
      getOperation: () => operation,
    });
    await fill();
    expect(await screen.findByText('payments_prod_orders')).toBeVisible();
    await press('Order orders');
    expect(
      await screen.findByRole('heading', { name: 'Order of orders' }),
    ).toBeVisible();
    expect(called(backend, 'createInstance').at(0)?.call.body).toEqual({
      name: 'orders',
      displayName: 'Orders',
      environment: 'prod',
      offering: 'mysql',
      plan: 'small',
    });
  });

  it('cannot be placed while something is in the way', async () => {
    open('/-/order', {
      planInstance: () => ({ ...plan, blockers: ['"orders" exists already'] }),
    });
    await fill();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      '"orders" exists already',
    );
    expect(screen.getByRole('button', { name: 'Order orders' })).toBeDisabled();
  });
});

describe('an instance', () => {
  it('shows credentials once asked for, and forgets them when closed', async () => {
    open('/payments/orders', {
      showCredentials: () => ({
        username: 'payments_orders',
        password: 'hunter2',
        host: '10.0.0.5',
        port: 3306,
        uri: 'mysql://payments_orders:hunter2@10.0.0.5:3306/x',
        version: 1,
      }),
    });
    await press('Show credentials');
    expect(screen.queryByText('hunter2')).not.toBeInTheDocument();
    await press('Show them now');
    expect(await screen.findByText('hunter2')).toBeVisible();
    await press('Done');
    expect(screen.queryByText('hunter2')).not.toBeInTheDocument();
  });

  it('offers credentials to nobody once they were shown', async () => {
    open('/payments/orders', {
      getInstance: () => ({
        ...orders,
        accounts: [
          {
            ...orders.accounts[0],
            shown: { by: 'user:default/dan', at: '2026-03-01T10:00:00Z' },
          },
        ],
      }),
    });
    expect(await screen.findByText(/shown to dan/i)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Show credentials' }),
    ).not.toBeInTheDocument();
  });

  it('is deleted only when its name is typed', async () => {
    const backend = open('/payments/orders', {
      deleteInstance: () => ({ ...operation, kind: 'instance.delete' }),
      getOperation: () => ({ ...operation, kind: 'instance.delete' }),
    });
    await press('Delete');
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', { name: 'Delete' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByRole('textbox'), 'orders');
    await userEvent.click(confirm);
    expect(
      await screen.findByRole('heading', { name: 'Deletion of orders' }),
    ).toBeVisible();
    expect(called(backend, 'deleteInstance')).toHaveLength(1);
  });

  it('shows each cluster of a binding, the one out of sight with its reason', async () => {
    open('/payments/orders/bindings');
    const clusters = await screen.findByRole('list', {
      name: 'Clusters of checkout-orders',
    });
    expect(clusters).toHaveTextContent(
      '4 pods run with it · 2 with an older password',
    );
    expect(clusters).toHaveTextContent('Waits for west: connection refused');
  });

  it('changes the password of a binding and follows it', async () => {
    const backend = open('/payments/orders/bindings', {
      changeBindingPassword: () => ({
        ...operation,
        kind: 'binding.change-password',
        subject: { kind: 'binding', id: bound.id, name: bound.name },
      }),
      getOperation: () => ({ ...operation, kind: 'binding.change-password' }),
    });
    await press('Change the password of checkout-orders');
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Change the password' }),
    );
    await waitFor(() =>
      expect(called(backend, 'changeBindingPassword').at(0)?.call.body).toEqual(
        { graceSeconds: 86_400, releaseService: true },
      ),
    );
  });
});
