import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { clusterBundle, fleetContract } from '@flytower/plugin-fleet-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { deadWest, east, node } from '../__fixtures__/fleet';
import { rootRouteRef } from '../routes';
import { ClusterPage } from './ClusterPage';

type Answers = Parameters<
  typeof fakeBackend<(typeof fleetContract)['routes']>
>[1];

function open(
  answers: Answers,
  options: {
    at?: string;
    permissions?: string[];
    language?: 'en' | 'zh-CN';
  } = {},
) {
  const backend = fakeBackend(fleetContract, answers);
  renderPage(<ClusterPage />, {
    backends: [backend],
    mountPath: '/fleet/clusters/:cluster',
    at: '/fleet/clusters/east',
    mountedRoutes: { '/fleet': rootRouteRef },
    ...options,
  });
  return backend;
}

describe('the page of a cluster', () => {
  it('shows its shape while it loads', async () => {
    open({ getCluster: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', { name: 'Loading The cluster east' }),
    ).toBeVisible();
  });

  it('says that there is no such cluster, with what to do', async () => {
    open({
      getCluster: () => {
        throw new AnswerError(404, 'There is no cluster "east"');
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('There is no cluster "east"');
    expect(alert).toHaveTextContent('choose from the list');
  });

  it('shows facts, capacity and that its nodes are simulated', async () => {
    open({ getCluster: () => east });
    expect(await screen.findByRole('heading', { name: 'East' })).toBeVisible();
    expect(screen.getByText(/but nothing runs/)).toBeVisible();
    expect(screen.getByText('https://10.0.0.1:6443')).toBeVisible();
    expect(screen.getByRole('group', { name: 'CPU' })).toHaveTextContent(
      'Requested 8 coresFree 72 cores',
    );
    expect(screen.getByText('No problem is known.')).toBeVisible();
  });

  it('says how old the data of a dead cluster is', async () => {
    open({ getCluster: () => deadWest }, { at: '/fleet/clusters/west' });
    expect(
      await screen.findByText('The data is 3 minutes old: connection refused'),
    ).toBeVisible();
  });

  it('says what a newer bundle would give, and how the cluster gets it', async () => {
    open({
      getCluster: () => ({ ...east, bundle: clusterBundle(2) }),
      getBundle: () => ({ fileName: 'flytower.yaml', yaml: 'kind: Namespace' }),
    });
    expect(
      await screen.findByText(
        'This cluster holds version 2 of the bundle; version 3 gives:',
      ),
    ).toBeVisible();
    expect(
      screen.getByText(
        'Stateful services with volumes of their own can be released',
      ),
    ).toBeVisible();
    expect(
      screen.queryByText('Scheduled jobs can be released'),
    ).not.toBeInTheDocument();
    expect(
      await screen.findByText(
        'kubectl apply --server-side --force-conflicts -f flytower.yaml',
      ),
    ).toBeVisible();
    expect(screen.getByText('Version 2')).toBeVisible();
  });

  it('says it in Chinese, and offers no file to whoever may not read it', async () => {
    const backend = open(
      { getCluster: () => ({ ...east, bundle: clusterBundle(1) }) },
      { permissions: ['fleet.cluster.read'], language: 'zh-CN' },
    );
    expect(
      await screen.findByText('此集群的权限包为版本 1；版本 3 将带来：'),
    ).toBeVisible();
    expect(screen.getByText('可以发布定时任务')).toBeVisible();
    expect(backend.calls.map(({ route }) => route)).not.toContain('getBundle');
  });

  it('says nothing of the newest bundle, and nothing of one that nobody has seen', async () => {
    open({ getCluster: () => ({ ...east, bundle: clusterBundle(undefined) }) });
    await screen.findByRole('heading', { name: 'East' });
    expect(screen.queryByText(/of the bundle/)).not.toBeInTheDocument();
  });

  it('opens the tab of the URL, and says so where nothing was checked yet', async () => {
    open(
      { getCluster: () => ({ ...east, readiness: undefined }) },
      { at: '/fleet/clusters/east?tab=readiness' },
    );
    expect(await screen.findByText('Not checked yet')).toBeVisible();
  });

  it('lists the nodes of this cluster alone', async () => {
    const backend = open(
      {
        getCluster: () => east,
        listNodes: () => ({ items: [node], total: 1, clusters: [] }),
      },
      { at: '/fleet/clusters/east?tab=nodes' },
    );
    expect(
      await screen.findByRole('link', { name: 'east-node-1' }),
    ).toBeVisible();
    const call = backend.calls.find(({ route }) => route === 'listNodes');
    expect(call?.call.query.get('cluster')).toBe('east');
  });

  it('checks again on demand and says what was found', async () => {
    open({
      getCluster: () => east,
      recheckCluster: () => ({
        outcome: 'refused',
        code: 'unreachable',
        sentence: 'No answer came within 10 seconds',
      }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Check again' }));
    expect(
      await screen.findByText(/No answer came within 10 seconds/),
    ).toBeVisible();
  });

  it('removes only by its typed name, and names the tenants that are still there', async () => {
    const backend = open(
      {
        getCluster: () => deadWest,
        deleteCluster: () => {
          throw new AnswerError(409, 'payments still has a namespace in west');
        },
      },
      { at: '/fleet/clusters/west' },
    );
    fireEvent.click(
      await screen.findByRole('button', { name: 'Remove the cluster' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('payments--prod');
    fireEvent.change(within(dialog).getByLabelText('Type west to confirm'), {
      target: { value: 'west' },
    });
    fireEvent.click(
      within(dialog).getByRole('button', { name: 'Remove west' }),
    );
    expect(
      await within(dialog).findByText('payments still has a namespace in west'),
    ).toBeVisible();
    await waitFor(() =>
      expect(backend.calls.map(({ route }) => route)).toContain(
        'deleteCluster',
      ),
    );
  });

  it('offers no act to whoever may not do it', async () => {
    open({ getCluster: () => east }, { permissions: ['fleet.cluster.read'] });
    await screen.findByRole('heading', { name: 'East' });
    expect(
      screen.queryByRole('button', { name: 'Remove the cluster' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Check again' }),
    ).not.toBeInTheDocument();
  });
});
