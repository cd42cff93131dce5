import {
  APPLICATION_ANNOTATION,
  SERVICE_ID_ANNOTATION,
  TENANT_ANNOTATION,
} from '@flytower/contract';
import {
  deliveryContract,
  OverviewItem,
} from '@flytower/plugin-delivery-common';
import {
  AnswerError,
  FakeCall,
  fakeBackend,
  renderEntity,
} from '@flytower/ui/testUtils';
import { screen, within } from '@testing-library/react';
import { rootRouteRef } from '../routes';
import {
  checkout,
  nightlyOverview,
  overview,
  overviewOf,
  release,
  running,
} from '../testing/samples';
import { readOnly } from '../testing/showDelivery';
import { ApplicationEntityTab } from './ApplicationEntityTab';
import { ApplicationRunningCard, ServiceRunningCard } from './RunningCard';
import { ServiceEntityTab } from './ServiceEntityTab';

const service = {
  kind: 'Component',
  namespace: 'payments',
  name: 'checkout',
  annotations: {
    [TENANT_ANNOTATION]: 'payments',
    [APPLICATION_ANNOTATION]: 'web-shop',
    [SERVICE_ID_ANNOTATION]: '01CHECKOUT',
  },
};
const application = {
  kind: 'System',
  namespace: 'payments',
  name: 'web-shop',
  annotations: {
    [TENANT_ANNOTATION]: 'payments',
    [APPLICATION_ANNOTATION]: 'web-shop',
  },
};
const other = { ...overview, application: 'desk', service: 'desk' };

/** Answers as the server does: with the lines that have the value that is asked for, once it is asked for. */
const only =
  (name: 'service' | 'application', value: string, ...items: OverviewItem[]) =>
  (call: FakeCall) =>
    overviewOf(
      ...items.filter(
        item => call.query.get(name) !== value || item[name] === value,
      ),
    )(call);

function show(
  content: JSX.Element,
  entity: typeof service | typeof application,
  answers: Parameters<typeof fakeBackend<typeof deliveryContract.routes>>[1],
  options: { permissions?: string[]; language?: 'zh-CN' } = {},
) {
  renderEntity(content, entity, {
    backends: [fakeBackend(deliveryContract, answers)],
    mountedRoutes: { '/applications': rootRouteRef },
    ...options,
  });
}

describe('the card of a service in the catalog', () => {
  it('shows what runs where as dots, why, and the last release', async () => {
    show(<ServiceRunningCard />, service, {
      overview: only('service', 'checkout', other, overview),
    });
    expect(
      await screen.findByRole('heading', { name: 'What runs where' }),
    ).toBeVisible();
    expect(await screen.findByText('6/6')).toBeVisible();
    expect(screen.getByText('2/4')).toBeVisible();
    expect(screen.getByText(/cannot pull the image/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Release 3' })).toHaveAttribute(
      'href',
      '/applications/payments/web-shop/checkout/releases/01RELEASE',
    );
    expect(
      screen.getByRole('link', { name: 'Open the service' }),
    ).toHaveAttribute('href', '/applications/payments/web-shop/checkout');
    expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(1);
  });

  it('says of a scheduled job when it runs, and counts nothing', async () => {
    show(<ServiceRunningCard />, service, {
      overview: overviewOf(nightlyOverview),
    });
    expect(
      await screen.findByText('runs at 30 2 * * 1-5 (Europe/Berlin)'),
    ).toBeVisible();
    expect(screen.getByText(/The last run in east failed/)).toBeVisible();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('says why it knows nothing, and offers to try again', async () => {
    show(<ServiceRunningCard />, service, {
      overview: () => {
        throw new AnswerError(503, 'Delivery is not ready yet');
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Delivery is not ready yet');
    expect(
      within(alert).getByRole('button', { name: 'Try again' }),
    ).toBeVisible();
  });

  it('is in Chinese', async () => {
    show(
      <ServiceRunningCard />,
      service,
      { overview: overviewOf(overview) },
      { language: 'zh-CN' },
    );
    expect(
      await screen.findByRole('heading', { name: '运行分布' }),
    ).toBeVisible();
  });
});

describe('the tab of a service in the catalog', () => {
  const answers = {
    getService: () => checkout,
    getInstances: () => running,
    listTenantReleases: () => ({ items: [release] }),
  };

  it('shows each environment and the releases', async () => {
    show(<ServiceEntityTab />, service, answers, { permissions: readOnly });
    expect(await screen.findByRole('heading', { name: 'prod' })).toBeVisible();
    expect(
      await screen.findByRole('table', { name: 'Releases' }),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Scale' })).toBeNull();
  });
});

describe('an application in the catalog', () => {
  it('shows a line for each of its services, and none of another', async () => {
    show(<ApplicationRunningCard />, application, {
      overview: only(
        'application',
        'web-shop',
        overview,
        { ...overview, environment: 'test' },
        other,
      ),
    });
    expect(
      await screen.findByRole('heading', { name: 'Checkout test' }),
    ).toBeVisible();
    expect(screen.getAllByRole('heading', { level: 3 })).toHaveLength(2);
  });

  it('says that it has no service yet', async () => {
    show(<ApplicationRunningCard />, application, {
      overview: overviewOf(),
    });
    expect(await screen.findByText('No service yet')).toBeVisible();
  });

  it('lists its services in its tab', async () => {
    show(<ApplicationEntityTab />, application, {
      overview: overviewOf(overview),
    });
    expect(
      await screen.findByRole('link', { name: 'Checkout' }),
    ).toHaveAttribute('href', '/applications/payments/web-shop/checkout');
  });
});
