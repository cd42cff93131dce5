import { fireEvent, screen, waitFor } from '@testing-library/react';
import { Operation } from '@flytower/contract';
import { ClusterCheck, fleetContract } from '@flytower/plugin-fleet-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { east, frankfurt } from '../__fixtures__/fleet';
import { rootRouteRef } from '../routes';
import { RegisterClusterPage } from './RegisterClusterPage';

const usable: ClusterCheck = {
  outcome: 'usable',
  server: 'https://10.0.0.2:6443',
  version: 'v1.36.0',
  identity: { user: 'flytower', groups: ['system:authenticated'] },
  nodeCount: 3,
  capacity: east.capacity,
  allocatable: east.allocatable,
  mode: 'managed',
  bundle: east.bundle,
  uid: 'u',
  credentialKind: 'certificate',
  readiness: east.readiness?.items ?? [],
};
const operation: Operation = {
  id: '01JOPERATION',
  kind: 'cluster.register',
  subject: { kind: 'cluster', id: '01JW', name: 'west' },
  requester: 'user:default/olivia',
  actor: 'flytower',
  state: 'in-progress',
  steps: [],
  reason: 'Reading west for the first time',
  attempts: 0,
  generation: 1,
  createdAt: '2026-03-01T10:00:00Z',
  updatedAt: '2026-03-01T10:00:00Z',
};

function open(check: () => ClusterCheck = () => usable) {
  const backend = fakeBackend(fleetContract, {
    listDataCentres: () => ({ items: [frankfurt] }),
    getBundle: () => ({ fileName: 'flytower.yaml', yaml: 'kind: Namespace' }),
    checkCluster: check,
    registerCluster: () => operation,
  });
  renderPage(<RegisterClusterPage />, {
    backends: [backend],
    mountedRoutes: { '/fleet': rootRouteRef },
  });
  return backend;
}
const press = (name: string) =>
  fireEvent.click(screen.getByRole('button', { name }));

async function fillIn() {
  fireEvent.change(await screen.findByLabelText('Kubeconfig'), {
    target: { value: 'current-context: west\nkey: PRIVATE' },
  });
  press('Next');
  await screen.findByLabelText('Name');
}

describe('registering a cluster', () => {
  beforeEach(() => window.localStorage.clear());

  it('asks for what is missing before it goes on', async () => {
    open();
    await screen.findByLabelText('Kubeconfig');
    press('Next');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Paste the kubeconfig.',
    );
  });

  it('suggests name and data centre, shows what the server found, and registers what it checked', async () => {
    const backend = open();
    await fillIn();
    expect(screen.getByLabelText('Name')).toHaveValue('west');
    press('Next');
    expect(await screen.findByText('https://10.0.0.2:6443')).toBeVisible();
    expect(screen.getByRole('list', { name: 'Readiness' })).toHaveTextContent(
      'metrics-server is not installed',
    );
    press('Register west');
    await waitFor(() =>
      expect(backend.calls.map(({ route }) => route)).toContain(
        'registerCluster',
      ),
    );
    const { body } = backend.calls[backend.calls.length - 1].call;
    expect(body).toEqual({
      name: 'west',
      dataCentre: 'frankfurt',
      securityZone: 'core',
      access: {
        kind: 'kubeconfig',
        kubeconfig: 'current-context: west\nkey: PRIVATE',
      },
    });
    expect(JSON.stringify({ ...window.localStorage })).not.toContain('PRIVATE');
  });

  it('does not let a cluster be registered that was refused, and says why', async () => {
    open(() => ({
      outcome: 'refused',
      code: 'wrong-ca',
      sentence: 'The certificate is not signed by the given authority.',
    }));
    await fillIn();
    press('Next');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The certificate is not signed by the given authority.',
    );
    expect(
      screen.getByRole('button', { name: 'Register west' }),
    ).toBeDisabled();
  });

  it('offers to ask again when no answer came', async () => {
    let broken = true;
    open(() => {
      if (broken) {
        throw new AnswerError(503, 'Try again in a moment');
      }
      return usable;
    });
    await fillIn();
    press('Next');
    await screen.findByText('Try again in a moment');
    broken = false;
    press('Try again');
    expect(await screen.findByText('https://10.0.0.2:6443')).toBeVisible();
  });
});
