import { fireEvent, screen, within } from '@testing-library/react';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { deadWest, east, frankfurt, node } from '../__fixtures__/fleet';
import { rootRouteRef } from '../routes';
import { FleetPage } from './FleetPage';

type Answers = Parameters<
  typeof fakeBackend<(typeof fleetContract)['routes']>
>[1];

function open(
  answers: Answers,
  options: Partial<Parameters<typeof renderPage>[1]> = {},
) {
  const backend = fakeBackend(fleetContract, {
    listDataCentres: () => ({ items: [frankfurt] }),
    listClusters: () => ({ items: [east] }),
    ...answers,
  });
  renderPage(<FleetPage />, {
    backends: [backend],
    mountedRoutes: { '/fleet': rootRouteRef },
    ...options,
  });
  return backend;
}

describe('the fleet page', () => {
  it('shows its shape while it loads', async () => {
    open({ listClusters: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', { name: 'Loading The fleet' }),
    ).toBeVisible();
  });

  it('says what a cluster is where there is none, and leads to registering one', async () => {
    open({ listClusters: () => ({ items: [] }) });
    expect(await screen.findByText('No cluster yet')).toBeVisible();
    expect(
      await screen.findByRole('link', { name: 'Register a cluster' }),
    ).toHaveAttribute('href', '/fleet/register');
  });

  it('offers no step to whoever may not take it', async () => {
    open({ listClusters: () => ({ items: [] }) }, { permissions: [] });
    expect(
      await screen.findByText(/An operations admin can register one/),
    ).toBeVisible();
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });

  it('says what happened and asks again when the backend fails', async () => {
    let broken = true;
    open({
      listClusters: () => {
        if (broken) {
          throw new AnswerError(503, 'The fleet is still loading');
        }
        return { items: [east] };
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The fleet is still loading',
    );
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'east' })).toBeVisible();
  });

  it('shows clusters with numbers, and says that simulated nodes are simulated', async () => {
    open({});
    const table = await screen.findByRole('table', { name: 'Frankfurt' });
    const row = within(table).getByRole('row', { name: /east/ });
    expect(row).toHaveTextContent('Simulated');
    expect(row).toHaveTextContent('5/5');
    expect(row).toHaveTextContent('8 cores / 80 cores');
    expect(row).toHaveTextContent('20 GiB / 320 GiB');
  });

  it('puts a dead cluster first, in one line with the age of its data, and keeps the others', async () => {
    open({ listClusters: () => ({ items: [east, deadWest] }) });
    const table = await screen.findByRole('table', { name: 'Frankfurt' });
    const [, first, second] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent(
      'The data is 3 minutes old: connection refused',
    );
    expect(first).toHaveTextContent(/old: last heard \d+/);
    expect(second).toHaveTextContent('All 5 nodes are ready');
    expect(
      screen.getByText('What is shown of west is old; the others are live.'),
    ).toBeVisible();
  });

  it('keeps its filters in the URL', async () => {
    const backend = open(
      { listNodes: () => ({ items: [node], total: 1, clusters: [] }) },
      { at: '/?view=nodes&problems=only' },
    );
    expect(
      await screen.findByRole('link', { name: 'east-node-1' }),
    ).toHaveAttribute('href', '/fleet/clusters/east/nodes/east-node-1');
    const nodes = backend.calls.find(({ route }) => route === 'listNodes');
    expect(nodes?.call.query.get('problems')).toBe('only');
  });

  it('speaks Chinese', async () => {
    open({}, { language: 'zh-CN' });
    expect(await screen.findByText('2 个集群')).toBeVisible();
    expect(screen.getAllByText('8 核 / 80 核')[0]).toBeVisible();
  });
});
