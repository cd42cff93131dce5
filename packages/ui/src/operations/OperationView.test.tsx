import { fireEvent, screen } from '@testing-library/react';
import { Operation } from '@flytower/contract';
import { renderPage } from '../testUtils';
import { OperationView } from './OperationView';

const operation: Operation = {
  id: '01JZ0000000000000000000000',
  kind: 'tenant.onboard',
  subject: { kind: 'tenant', id: '01JY', name: 'payments' },
  tenant: 'payments',
  requester: 'user:default/olivia',
  actor: 'flytower',
  state: 'waiting',
  reason: 'Waiting for west: connection refused',
  nextAction: 'Ask west again',
  steps: [
    {
      id: 'east-namespace',
      title: 'Namespace payments--prod',
      cluster: 'east',
      state: 'succeeded',
      startedAt: '2026-03-01T10:00:00Z',
      finishedAt: '2026-03-01T10:01:20Z',
    },
    {
      id: 'west-namespace',
      title: 'Namespace payments--prod',
      cluster: 'west',
      state: 'waiting',
      message: 'connection refused',
    },
  ],
  attempts: 3,
  generation: 4,
  createdAt: '2026-03-01T10:00:00Z',
  updatedAt: '2026-03-01T10:02:00Z',
};

describe('OperationView', () => {
  it('says the state, why, who started it, what comes next, and each step of each cluster', async () => {
    renderPage(<OperationView operation={operation} />, { backends: [] });
    expect(
      await screen.findByText('Waiting for west: connection refused'),
    ).toBeVisible();
    expect(screen.getByText(/Started by olivia/)).toBeVisible();
    expect(screen.getByText('Next: Ask west again')).toBeVisible();
    expect(screen.getByRole('region', { name: 'east' })).toHaveTextContent(
      'Namespace payments--prodDone · 1m 20s',
    );
    expect(screen.getByRole('region', { name: 'west' })).toHaveTextContent(
      'connection refusedWaiting',
    );
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('offers the verbs it is given and shows the sentence of one that fails', async () => {
    const onControl = jest
      .fn()
      .mockRejectedValue(new TypeError('Failed to fetch'));
    renderPage(
      <OperationView
        operation={operation}
        controls={['pause', 'abort']}
        onControl={onControl}
        words={{ abort: 'Roll back' }}
      />,
      { backends: [] },
    );
    expect(
      await screen.findByRole('button', { name: 'Roll back' }),
    ).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'payments did not work',
    );
    expect(onControl).toHaveBeenCalledWith('pause');
  });

  it('speaks Chinese', async () => {
    renderPage(<OperationView operation={operation} />, {
      backends: [],
      language: 'zh-CN',
    });
    expect(await screen.findByText(/发起人：olivia/)).toBeVisible();
    expect(screen.getByText(/1分钟 20秒/)).toBeVisible();
  });
});
