import { CLUSTER_ID_ANNOTATION } from '@flytower/contract';
import { fleetContract } from '@flytower/plugin-fleet-common';
import { fakeBackend, renderEntity } from '@flytower/ui/testUtils';
import { screen } from '@testing-library/react';
import { east } from '../__fixtures__/fleet';
import { rootRouteRef } from '../routes';
import { ClusterEntityCard, ClusterEntityTab } from './ClusterEntity';

const resource = (name: string) => ({
  kind: 'Resource',
  namespace: 'flytower',
  name,
  annotations: { [CLUSTER_ID_ANNOTATION]: '01EAST' },
});
const options = (permissions: string[]) => ({
  backends: [
    fakeBackend(fleetContract, {
      listTargets: () => ({ items: [east] }),
      getCluster: () => east,
    }),
  ],
  mountedRoutes: { '/fleet': rootRouteRef },
  permissions,
});
const everybody = ['fleet.cluster.list'];
const operations = ['fleet.cluster.list', 'fleet.cluster.read'];

describe('a cluster in the catalog', () => {
  it.each([
    ['its card', <ClusterEntityCard key="card" />],
    ['its tab', <ClusterEntityTab key="tab" />],
  ])(
    'shows everybody in %s how it is, and nothing of its inside',
    async (_, content) => {
      renderEntity(content, resource('east'), options(everybody));
      expect(
        await screen.findByText(east.dataCentre.displayName),
      ).toBeVisible();
      expect(screen.queryByText(east.server)).toBeNull();
      expect(screen.queryByRole('link', { name: /Open/ })).toBeNull();
    },
  );

  it('shows operations admins capacity and facts in its tab', async () => {
    renderEntity(<ClusterEntityTab />, resource('east'), options(operations));
    expect(await screen.findByText(east.server)).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Open the cluster' }),
    ).toHaveAttribute('href', '/fleet/clusters/east');
  });

  it('says that a cluster was removed a moment ago', async () => {
    renderEntity(<ClusterEntityCard />, resource('north'), options(everybody));
    expect(
      await screen.findByText(/north is no longer registered/),
    ).toBeVisible();
  });
});
