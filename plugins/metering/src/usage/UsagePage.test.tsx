import {
  meteringContract,
  UsageFigures,
  UsageReport,
} from '@flytower/plugin-metering-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { rootRouteRef } from '../routes';
import { UsagePage } from './UsagePage';

const none = { least: '0', most: '0' };
/** Ran for 3 h 10 min, or up to 10 min more, with half a core and 1 GiB. */
const figures: UsageFigures = {
  resources: 1,
  existedSeconds: { least: '11460', most: '12060' },
  ranSeconds: { least: '11400', most: '12000' },
  stoppedSeconds: none,
  cpuMillicoreSeconds: { least: '5700000', most: '6000000' },
  memoryByteSeconds: { least: '12240656793600', most: '12884901888000' },
  storageByteSeconds: none,
};
const report: UsageReport = {
  asOf: '2026-03-01T12:00:00.000Z',
  sight: { everything: true, tenants: [], teams: [], own: [] },
  items: [
    {
      key: 'pod.1',
      resource: {
        id: 'pod.1',
        type: 'pod',
        name: 'checkout-7d4b',
        tenant: 'payments',
        teams: ['cards'],
        application: 'shop',
        environment: 'prod',
        cluster: 'east',
        requester: 'user:default/dan',
        openedAt: '2026-03-01T08:00:00.000Z',
        closedAt: {
          earliest: '2026-03-01T11:11:00.000Z',
          latest: '2026-03-01T11:21:00.000Z',
        },
      },
      figures,
    },
  ],
  totals: figures,
  gaps: [],
};
const empty: UsageReport = {
  ...report,
  items: [],
  totals: { ...figures, resources: 0 },
};

type Answers = Parameters<
  typeof fakeBackend<(typeof meteringContract)['routes']>
>[1];

function open(
  answers: Answers,
  options: { at?: string; language?: 'zh-CN' } = {},
) {
  const metering = fakeBackend(meteringContract, {
    getChoices: () => ({
      tenants: ['payments'],
      teams: ['payments/cards'],
      applications: ['payments/shop'],
      environments: ['prod'],
      clusters: ['east'],
      requesters: ['user:default/dan'],
      cut: false,
    }),
    ...answers,
  });
  renderPage(<UsagePage />, {
    backends: [metering],
    mountedRoutes: { '/usage': rootRouteRef },
    ...options,
  });
  return {
    asked: () =>
      metering.calls
        .filter(({ route }) => route === 'getUsage')
        .map(({ call }) => Object.fromEntries(call.query)),
    metering,
  };
}

describe('the usage page', () => {
  it('shows its shape while it loads', async () => {
    open({ getUsage: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', { name: 'Loading Usage' }),
    ).toBeVisible();
  });

  it('says what usage is where nothing was opened lately, and offers all of it', async () => {
    const { asked } = open({ getUsage: () => empty });
    expect(
      await screen.findByText('Nothing was opened in the last seven days'),
    ).toBeVisible();
    fireEvent.click(
      screen.getByRole('button', { name: 'Show everything ever used' }),
    );
    await waitFor(() =>
      expect(asked().at(-1)?.usedFrom).toMatch(/^(1999|2000)/),
    );
  });

  it('says where choices are cut, and asks for those of the chosen tenant', async () => {
    const { metering } = open(
      {
        getUsage: () => report,
        getChoices: ({ query }) => ({
          tenants: ['payments'],
          teams: [],
          applications: [],
          environments: [],
          clusters: [],
          requesters: [],
          cut: query.get('tenant') === 'payments',
        }),
      },
      { at: '/?tenant=payments' },
    );
    expect(
      await screen.findByText(/choose a tenant to see all of its own/),
    ).toBeVisible();
    expect(metering.calls.map(({ route }) => route)).toContain('getChoices');
  });

  it('says what went wrong, and asks again', async () => {
    let down = true;
    open({
      getUsage: () => {
        if (down) {
          throw new AnswerError(500, 'The ledger cannot be read');
        }
        return report;
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The ledger cannot be read',
    );
    down = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('checkout-7d4b')).toBeVisible();
  });

  it('names the cluster that is out of sight, and lists the gaps', async () => {
    open({
      getUsage: () => ({
        ...report,
        gaps: [
          {
            source: { kind: 'feed', name: 'delivery' },
            from: '2026-03-01T09:00:00.000Z',
            to: '2026-03-01T09:10:00.000Z',
          },
          {
            source: { kind: 'cluster', name: 'west' },
            from: '2026-03-01T11:00:00.000Z',
          },
          {
            source: { kind: 'volumes', name: 'west' },
            from: '2026-03-01T11:00:01.000Z',
          },
        ],
      }),
    });
    expect(
      await screen.findByText(/^west is out of sight since/),
    ).toBeVisible();
    const gaps = screen.getByRole('table', { name: 'Gaps of sight' });
    // That the volumes of a lost cluster are lost too goes without saying.
    expect(within(gaps).getAllByRole('row')).toHaveLength(3);
    expect(within(gaps).getByText('10m')).toBeVisible();
  });

  it('shows each resource with bounds where not everything was seen', async () => {
    open({ getUsage: () => report });
    const table = await screen.findByRole('table', { name: 'Usage' });
    const row = within(table).getAllByRole('row')[1];
    expect(row).toHaveTextContent('checkout-7d4b');
    expect(row).toHaveTextContent('Pod · prod · east');
    expect(row).toHaveTextContent('payments/shop');
    expect(row).toHaveTextContent('between 3h 10m and 3h 20m');
    expect(row).toHaveTextContent('between 1.58 core-h and 1.67 core-h');
    expect(row).toHaveTextContent('between 3.17 GiB-h and 3.33 GiB-h');
    expect(
      screen.getByText('You see the usage of every tenant.', { exact: false }),
    ).toBeVisible();
  });

  it('tells a reader that they see their own part', async () => {
    open({
      getUsage: () => ({
        ...report,
        sight: { everything: false, tenants: [], teams: [], own: ['payments'] },
      }),
    });
    expect(
      await screen.findByText(/You see what you requested in payments/),
    ).toBeVisible();
  });

  it('takes grouping and filters from the URL', async () => {
    const { asked } = open(
      {
        getUsage: () => ({
          ...report,
          items: [
            { key: 'payments/cards', figures },
            { key: '', figures },
          ],
        }),
      },
      { at: '/?groupBy=team&cluster=east&type=pod&usedTo=2026-03-03' },
    );
    const table = await screen.findByRole('table', { name: 'Usage' });
    expect(within(table).getByText('payments/cards')).toBeVisible();
    expect(within(table).getByText('none')).toBeVisible();
    expect(asked()[0]).toMatchObject({
      groupBy: 'team',
      cluster: 'east',
      type: 'pod',
      // To 3 March means before 4 March.
      usedTo: new Date(2026, 2, 4).toISOString(),
    });
  });

  it('gives the lines as a file, with the same filters', async () => {
    const { metering } = open(
      { getUsage: () => report, exportUsage: () => 'id,type\r\n' },
      { at: '/?tenant=payments' },
    );
    const made: Blob[] = [];
    URL.createObjectURL = file => {
      made.push(file as Blob);
      return 'blob:usage';
    };
    URL.revokeObjectURL = () => {};
    fireEvent.click(
      await screen.findByRole('button', { name: 'Download CSV' }),
    );
    await waitFor(() => expect(made).toHaveLength(1));
    const [call] = metering.calls.filter(
      ({ route }) => route === 'exportUsage',
    );
    expect(Object.fromEntries(call.call.query)).toEqual({
      tenant: 'payments',
      groupBy: 'resource',
    });
  });

  it('speaks Chinese', async () => {
    open({ getUsage: () => report }, { language: 'zh-CN' });
    expect(await screen.findByText('下载 CSV')).toBeVisible();
    expect(screen.getAllByText(/1.58 核时 至 1.67 核时 之间/)[0]).toBeVisible();
  });
});
