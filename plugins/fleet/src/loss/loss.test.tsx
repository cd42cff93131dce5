import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Operation } from '@flytower/contract';
import {
  ClusterDetail,
  ClusterLoss,
  fleetContract,
} from '@flytower/plugin-fleet-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { deadWest, east, frankfurt } from '../__fixtures__/fleet';
import { ClusterPage } from '../cluster/ClusterPage';
import { FleetPage } from '../fleet/FleetPage';
import { rootRouteRef } from '../routes';

type Answers = Parameters<
  typeof fakeBackend<(typeof fleetContract)['routes']>
>[1];
type Options = Partial<Parameters<typeof renderPage>[1]>;

const operation: Operation = {
  id: '01JOPERATION',
  kind: 'cluster.return',
  subject: { kind: 'cluster', id: deadWest.id, name: 'west' },
  requester: 'user:default/olivia',
  actor: 'flytower',
  state: 'in-progress',
  steps: [],
  reason: 'What is in it is looked at',
  attempts: 0,
  generation: 1,
  createdAt: '2026-03-01T10:00:00Z',
  updatedAt: '2026-03-01T10:00:00Z',
};

const loss: ClusterLoss = {
  state: 'lost',
  since: '2026-03-01T09:00:00.000Z',
  by: 'user:default/olivia',
  reason: 'Its data centre burnt down',
};

/** West, lost an hour ago and silent. */
const lostWest: ClusterDetail = {
  ...deadWest,
  health: { status: 'stopped', sentence: 'It is declared lost' },
  lost: loss,
};
const answering: ClusterDetail = {
  ...lostWest,
  data: east.data,
  health: { status: 'waiting', sentence: 'It answers' },
  lost: { ...loss, answeredAt: '2026-03-01T09:45:00.000Z' },
};
const returning: ClusterDetail = {
  ...answering,
  health: { status: 'progressing', sentence: 'It is returning' },
  lost: { ...loss, state: 'returning' },
};

function openCluster(
  cluster: ClusterDetail,
  answers: Answers = {},
  options: Options = {},
) {
  const backend = fakeBackend(fleetContract, {
    getCluster: () => cluster,
    ...answers,
  });
  renderPage(<ClusterPage />, {
    backends: [backend],
    mountPath: '/fleet/clusters/:cluster',
    at: `/fleet/clusters/${cluster.name}`,
    mountedRoutes: { '/fleet': rootRouteRef },
    ...options,
  });
  return backend;
}

const calledWith = (backend: ReturnType<typeof openCluster>, wanted: string) =>
  backend.calls.find(({ route }) => route === wanted)?.call;

async function openDialog(button: string) {
  fireEvent.click(await screen.findByRole('button', { name: button }));
  return within(await screen.findByRole('dialog'));
}

describe('declaring a cluster lost', () => {
  it('says what it means, asks for name and reason, and sends what was seen', async () => {
    const backend = openCluster(deadWest, { declareLost: () => operation });
    const dialog = await openDialog('Declare it lost');
    expect(
      dialog.getByText(
        'What was there counts as gone: quota is freed, releases go on without it. If it comes back, stateless workloads of ours that run elsewhere now are stopped first; claims, stateful workloads and namespaces wait for a person.',
      ),
    ).toBeVisible();
    expect(dialog.queryByRole('checkbox')).not.toBeInTheDocument();
    const act = dialog.getByRole('button', { name: 'Declare west lost' });
    fireEvent.change(dialog.getByLabelText('Type west to confirm'), {
      target: { value: 'west' },
    });
    expect(act).toBeDisabled();
    fireEvent.change(dialog.getByLabelText('Why is it lost?'), {
      target: { value: 'It burnt down' },
    });
    fireEvent.click(act);
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    const call = calledWith(backend, 'declareLost');
    expect(call?.body).toEqual({ reason: 'It burnt down' });
    expect(call?.headers.get('if-match')).toBe('3');
    expect(call?.headers.get('idempotency-key')).toBeTruthy();
  });

  it('asks for a second word where the cluster answers', async () => {
    const backend = openCluster(east, { declareLost: () => operation });
    const dialog = await openDialog('Declare it lost');
    expect(
      dialog.getByText(/east answers: changes arrive as they happen/),
    ).toBeVisible();
    fireEvent.change(dialog.getByLabelText('Type east to confirm'), {
      target: { value: 'east' },
    });
    fireEvent.change(dialog.getByLabelText('Why is it lost?'), {
      target: { value: 'Its disks lie' },
    });
    const act = dialog.getByRole('button', { name: 'Declare east lost' });
    expect(act).toBeDisabled();
    fireEvent.click(dialog.getByRole('checkbox'));
    fireEvent.click(act);
    await waitFor(() =>
      expect(calledWith(backend, 'declareLost')?.body).toEqual({
        reason: 'Its disks lie',
        despiteSight: true,
      }),
    );
  });

  it('keeps the dialog with the sentence where the server refuses', async () => {
    openCluster(deadWest, {
      declareLost: () => {
        throw new AnswerError(409, 'The cluster "west" answers again');
      },
    });
    const dialog = await openDialog('Declare it lost');
    fireEvent.change(dialog.getByLabelText('Why is it lost?'), {
      target: { value: 'It burnt down' },
    });
    fireEvent.change(dialog.getByLabelText('Type west to confirm'), {
      target: { value: 'west' },
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Declare west lost' }));
    expect(
      await dialog.findByText('The cluster "west" answers again'),
    ).toBeVisible();
  });

  it('is not offered to whoever may not', async () => {
    openCluster(lostWest, {}, { permissions: ['fleet.cluster.read'] });
    await screen.findByRole('heading', { name: 'West' });
    expect(
      screen.queryByRole('button', { name: /Declare/ }),
    ).not.toBeInTheDocument();
  });
});

describe('the page of a lost cluster', () => {
  it.each([
    [
      'en' as const,
      'Lost',
      /^Declared lost since .*2026/,
      'West is declared lost',
    ],
    ['zh-CN' as const, '已丢失', /^自 2026.* 起宣告丢失/, 'West 已宣告丢失'],
  ])(
    'says in %s that it is lost, since when, by whom and why, and not that it cannot be reached',
    async (language, word, since, title) => {
      openCluster(lostWest, {}, { language });
      expect(await screen.findByText(title)).toBeVisible();
      expect(screen.getByText(word)).toHaveAttribute('data-status', 'stopped');
      expect(screen.getByText(since)).toBeVisible();
      expect(
        screen.getByText(/olivia.*Its data centre burnt down/),
      ).toBeVisible();
    },
  );

  it.each([
    [
      'en' as const,
      /^West answers again, for the first time .*2026/,
      /It is still declared lost. Declare it returned when it is whole again/,
    ],
    ['zh-CN' as const, /^West 重新有应答，首次于 2026/, /它仍处于宣告丢失状态/],
  ])(
    'says in %s since when it answers again, and what to do',
    async (language, title, text) => {
      openCluster(answering, {}, { language });
      expect(await screen.findByText(title)).toBeVisible();
      expect(screen.getByText(text)).toBeVisible();
    },
  );

  it('declares it returned by its typed name, and follows that', async () => {
    const backend = openCluster(answering, {
      declareReturned: () => operation,
    });
    const dialog = await openDialog('Declare it returned');
    expect(
      dialog.getByText(/It is checked to be the same cluster/),
    ).toBeVisible();
    fireEvent.change(dialog.getByLabelText('Type west to confirm'), {
      target: { value: 'west' },
    });
    fireEvent.click(
      dialog.getByRole('button', { name: 'Declare west returned' }),
    );
    await waitFor(() =>
      expect(
        calledWith(backend, 'declareReturned')?.headers.get('if-match'),
      ).toBe('3'),
    );
  });

  it.each([
    ['en' as const, 'Returning', 'West is returning', 'Operations'],
    ['zh-CN' as const, '恢复中', 'West 正在恢复', '操作'],
  ])(
    'says in %s that it is returning, and leads to what it waits for',
    async (language, word, title, link) => {
      openCluster(returning, {}, { language });
      expect(await screen.findByText(title)).toBeVisible();
      expect(screen.getByText(word)).toHaveAttribute(
        'data-status',
        'progressing',
      );
      expect(screen.getByRole('link', { name: link })).toHaveAttribute(
        'href',
        '/fleet/clusters/west?tab=operations',
      );
    },
  );

  it('lets a return be taken back', async () => {
    openCluster(returning);
    const dialog = await openDialog('Declare it lost again');
    expect(dialog.queryByRole('checkbox')).not.toBeInTheDocument();
  });
});

describe('the fleet with a lost cluster', () => {
  function openFleet(clusters: ClusterDetail[], options: Options = {}) {
    const backend = fakeBackend(fleetContract, {
      listDataCentres: () => ({ items: [frankfurt] }),
      listClusters: () => ({ items: clusters }),
    });
    renderPage(<FleetPage />, {
      backends: [backend],
      mountedRoutes: { '/fleet': rootRouteRef },
      ...options,
    });
    return backend;
  }

  it.each([
    ['en' as const, 'Lost clusters', 'Declared by olivia: '],
    ['zh-CN' as const, '已丢失的集群', '由 olivia 宣告：'],
  ])(
    'shows it apart from the others in %s, with who and why',
    async (language, title, by) => {
      const backend = openFleet([east, lostWest], { language });
      const table = await screen.findByRole('table', { name: title });
      const [, row] = within(table).getAllByRole('row');
      expect(row).toHaveTextContent('west');
      expect(row).toHaveTextContent(`${by}Its data centre burnt down`);
      const others = screen.getByRole('table', { name: 'Frankfurt' });
      expect(within(others).getAllByRole('row')).toHaveLength(2);
      expect(
        screen.queryByText(/What is shown of west is old/),
      ).not.toBeInTheDocument();
      expect(calledWith(backend, 'listClusters')?.query.get('lost')).toBe(
        'include',
      );
    },
  );

  it('says so where no other cluster is left', async () => {
    openFleet([lostWest]);
    expect(
      await screen.findByText(
        'The cluster of this data centre is declared lost.',
      ),
    ).toBeVisible();
    expect(screen.queryByText('No cluster yet')).not.toBeInTheDocument();
  });
});
