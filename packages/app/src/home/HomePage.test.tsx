import { fireEvent, screen, within } from '@testing-library/react';
import {
  deliveryContract,
  OverviewItem,
  OverviewPage,
  Release,
} from '@flytower/plugin-delivery-common';
import { fleetContract } from '@flytower/plugin-fleet-common';
import {
  meteringContract,
  UsageSummary,
} from '@flytower/plugin-metering-common';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import {
  tenancyContract,
  TenantSummary,
} from '@flytower/plugin-tenancy-common';
import {
  AnswerError,
  FakeCall,
  fakeBackend,
  renderPage,
} from '@flytower/ui/testUtils';
import { HomePage } from './HomePage';
import { homeExternalRoutes } from './routes';

const GiB = 1024 ** 3;
const amount = (cores: number, gib: number, pods: number) => ({
  cpuMillicores: cores * 1000,
  memoryBytes: gib * GiB,
  pods,
});
const payments: TenantSummary = {
  id: '01JT',
  slug: 'payments',
  displayName: 'Payments',
  state: 'active',
  sentence: 'Active',
  quota: {
    limit: amount(16, 32, 80),
    used: amount(5, 10, 10),
    reserved: amount(0, 0, 0),
    free: amount(11, 22, 70),
  },
  clusters: ['east', 'west'],
  environments: [],
  memberCount: 3,
  generation: 1,
  createdAt: '2026-03-01T10:00:00Z',
};
const checkout: OverviewItem = {
  tenant: 'payments',
  application: 'shop-front',
  applicationName: 'Shop front',
  service: 'checkout',
  serviceName: 'Checkout',
  environment: 'prod',
  health: {
    status: 'degraded',
    sentence: '2 of 4 instances in west cannot pull their image',
  },
  image: 'payments/checkout:1',
  desired: 10,
  ready: 8,
  clusters: [
    { cluster: 'east', desired: 6, ready: 6 },
    { cluster: 'west', desired: 4, ready: 2 },
  ],
  release: { id: '01JR', number: 3, state: 'failed' },
};

const nothing = { least: '0', most: '0' };
const week: UsageSummary = {
  from: '2026-03-01T10:00:00Z',
  asOf: '2026-03-08T10:00:00Z',
  sight: { everything: false, tenants: [], teams: [], own: ['payments'] },
  figures: {
    resources: 11,
    existedSeconds: nothing,
    ranSeconds: nothing,
    stoppedSeconds: nothing,
    // 2 to 2.5 core-hours.
    cpuMillicoreSeconds: { least: '7200000', most: '9000000' },
    // 3 GiB-hours.
    memoryByteSeconds: { least: '11596411699200', most: '11596411699200' },
    storageByteSeconds: nothing,
  },
};

const pageOf = (items: OverviewItem[]): OverviewPage => ({
  items,
  total: items.length,
  services: items.length,
  published: items.length,
});

const failedRelease: Release = {
  id: '01JR',
  number: 3,
  tenant: 'payments',
  application: 'shop-front',
  service: 'checkout',
  serviceId: '01JS',
  environment: 'prod',
  kind: 'release',
  strategy: 'rolling',
  bindings: [],
  clusters: [],
  requester: 'user:default/dan',
  controls: [],
  operation: {
    id: '01JR',
    kind: 'service.release',
    subject: { kind: 'service', id: '01JS', name: 'checkout' },
    tenant: 'payments',
    requester: 'user:default/dan',
    actor: 'payments-deployer',
    state: 'failed',
    steps: [],
    reason: 'west did not become ready in time',
    attempts: 2,
    generation: 7,
    createdAt: '2026-03-01T10:00:00Z',
    updatedAt: '2026-03-01T10:00:00Z',
  },
  createdAt: '2026-03-01T10:00:00Z',
};

function open(options: {
  memberships?: string[];
  onMemberships?: () => void;
  overview?: (call: FakeCall) => OverviewPage;
  failed?: Release[];
  permissions?: string[];
  orders?: unknown[];
}) {
  renderPage(<HomePage />, {
    permissions: options.permissions ?? [],
    backends: [
      fakeBackend(tenancyContract, {
        listTenants: () => ({ items: [payments] }),
        getMyMemberships: () => {
          options.onMemberships?.();
          return {
            person: 'user:default/dan',
            memberships: (options.memberships ?? ['payments']).map(tenant => ({
              tenant,
              displayName: tenant,
              role: 'developer',
            })),
          };
        },
      }),
      fakeBackend(deliveryContract, {
        overview: options.overview ?? (() => pageOf([checkout])),
        listReleases: ({ query }) => ({
          items: query.get('failed') ? options.failed ?? [] : [],
        }),
      }),
      fakeBackend(meteringContract, { getSummary: () => week }),
      fakeBackend(publicServicesContract, {
        listOperations: () => ({ items: options.orders ?? [] }),
      }),
      fakeBackend(fleetContract, { listTargets: () => ({ items: [] }) }),
    ],
    mountedRoutes: {
      '/service/:tenant/:application/:service': homeExternalRoutes.service,
      '/new': homeExternalRoutes.createApplication,
      '/applications': homeExternalRoutes.applications,
    },
  });
}

describe('home', () => {
  it('shows the reader their services with cause and share per cluster, what waits for them, and their quota', async () => {
    open({ failed: [failedRelease] });
    const services = await screen.findByRole('region', {
      name: 'Your services',
    });
    expect(
      await within(services).findByText(/2 of 4 instances in west/),
    ).toBeVisible();
    expect(
      within(services).getByRole('img', { name: 'west: 2 of 4 ready' }),
    ).toBeVisible();
    const waiting = screen.getByRole('region', { name: 'Waiting for you' });
    expect(
      await within(waiting).findByText('west did not become ready in time'),
    ).toBeVisible();
    expect(waiting).toHaveTextContent('checkout #3');
    expect(
      await screen.findByRole('region', { name: 'Quota of Payments' }),
    ).toHaveTextContent('5 cores of 16 cores');
  });

  it('shows the usage of the week in units, with bounds where time was not seen', async () => {
    open({});
    const usage = await screen.findByRole('region', {
      name: 'Usage of the last seven days',
    });
    expect(await within(usage).findByText('2 to 2.5 core-hours')).toBeVisible();
    expect(within(usage).getByText('3 GiB-hours')).toBeVisible();
    expect(usage).toHaveTextContent('Of what you requested');
  });

  it('names orders of public services that wait, and not those that are done', async () => {
    const order = {
      id: '01JO',
      kind: 'instance.create',
      subject: { kind: 'instance', id: '01JI', name: 'orders' },
      tenant: 'payments',
      requester: 'user:default/dan',
      actor: 'flytower',
      state: 'waiting',
      steps: [],
      reason: 'mysql-1 does not answer',
      attempts: 3,
      generation: 1,
      createdAt: '2026-03-01T10:00:00Z',
      updatedAt: '2026-03-01T10:00:00Z',
    };
    open({
      orders: [
        order,
        {
          ...order,
          id: '01JP',
          subject: { ...order.subject, name: 'stock' },
          state: 'succeeded',
        },
      ],
    });
    const waiting = await screen.findByRole('region', {
      name: 'Waiting for you',
    });
    expect(
      await within(waiting).findByText('mysql-1 does not answer'),
    ).toBeVisible();
    expect(waiting).not.toHaveTextContent('stock');
  });

  it('asks for the worst twelve services alone, and takes nobody who has others for a newcomer', async () => {
    let asked: URLSearchParams | undefined;
    open({
      overview: ({ query }) => {
        asked = query;
        return { items: [], total: 0, services: 2, published: 1 };
      },
    });
    expect(await screen.findByText('No service yet')).toBeVisible();
    expect(asked?.get('limit')).toBe('12');
    expect(
      screen.queryByRole('region', { name: 'Next steps' }),
    ).not.toBeInTheDocument();
  });

  it('offers a newcomer the next steps', async () => {
    open({ overview: () => pageOf([]) });
    const steps = await screen.findByRole('region', { name: 'Next steps' });
    expect(
      within(steps).getByRole('link', { name: 'Create an application' }),
    ).toHaveAttribute('href', '/new');
    expect(await screen.findByText('No service yet')).toBeVisible();
  });

  it('tells whoever is in no tenant what that is, and whom to ask', async () => {
    open({ memberships: [] });
    expect(await screen.findByText('You are in no tenant yet')).toBeVisible();
  });

  it('says what happened and asks again when nobody knows where the reader stands', async () => {
    let broken = true;
    open({
      onMemberships: () => {
        if (broken) {
          throw new AnswerError(503, 'Memberships are still loading');
        }
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Memberships are still loading',
    );
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('region', { name: 'Your services' }),
    ).toBeVisible();
  });

  it('keeps its other parts when one backend does not answer', async () => {
    open({
      overview: () => {
        throw new AnswerError(503, 'Delivery is starting');
      },
    });
    expect(await screen.findByText('Delivery is starting')).toBeVisible();
    expect(
      await screen.findByRole('region', { name: 'Quota of Payments' }),
    ).toBeVisible();
  });

  it('shows clusters to those who may read them alone', async () => {
    open({ permissions: ['fleet.cluster.read'] });
    expect(
      await screen.findByRole('region', { name: 'Clusters' }),
    ).toBeVisible();
  });
});
