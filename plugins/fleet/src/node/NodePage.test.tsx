import { screen } from '@testing-library/react';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { deadWest, east, node, pod } from '../__fixtures__/fleet';
import { rootRouteRef } from '../routes';
import { NodePage } from './NodePage';

type Answers = Parameters<
  typeof fakeBackend<(typeof fleetContract)['routes']>
>[1];

function open(answers: Answers) {
  renderPage(<NodePage />, {
    backends: [
      fakeBackend(fleetContract, {
        getNode: () => node,
        listNodePods: () => ({ items: [pod], total: 1, data: east.data }),
        ...answers,
      }),
    ],
    mountPath: '/fleet/clusters/:cluster/nodes/:node',
    at: '/fleet/clusters/east/nodes/east-node-1',
    mountedRoutes: { '/fleet': rootRouteRef },
  });
}

describe('the page of a node', () => {
  it('shows its shape while it loads', async () => {
    open({ getNode: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', {
        name: 'Loading The node east-node-1',
      }),
    ).toBeVisible();
  });

  it('says that there is no such node', async () => {
    open({
      getNode: () => {
        throw new AnswerError(404, 'There is no node "east-node-1" in east');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no node "east-node-1" in east',
    );
  });

  it('shows that it is cordoned and what it complains of, and its pods', async () => {
    open({});
    expect(
      await screen.findByText('Cordoned: takes no new pods'),
    ).toBeVisible();
    expect(screen.getByText('less than 100 MiB are free')).toBeVisible();
    const row = await screen.findByRole('row', { name: /checkout-7d9f-abcde/ });
    expect(row).toHaveTextContent('payments / checkout');
    expect(row).toHaveTextContent('0.25 cores');
    expect(row).toHaveTextContent('256 MiB');
  });

  it('says so where no pod runs', async () => {
    open({
      listNodePods: () => ({ items: [], total: 0, data: east.data }),
    });
    expect(await screen.findByText('No pod runs on this node')).toBeVisible();
  });

  it('keeps the node when its pods cannot be read, and says how old they are when they are old', async () => {
    open({
      listNodePods: () => {
        throw new AnswerError(503, 'The inventory is not there yet');
      },
    });
    expect(
      await screen.findByText('The inventory is not there yet'),
    ).toBeVisible();
    expect(screen.getByRole('heading', { name: 'east-node-1' })).toBeVisible();
  });

  it('says how old the pods are where contact is lost', async () => {
    open({
      listNodePods: () => ({ items: [pod], total: 1, data: deadWest.data }),
    });
    expect(await screen.findByText(/old: last heard/)).toBeVisible();
  });
});
