import { fireEvent, screen, waitFor } from '@testing-library/react';
import { ResponseError } from '@backstage/errors';
import { renderPage } from '../testUtils';
import { ConfirmByName } from './ConfirmByName';
import { describeError } from './describeError';
import { ErrorPanel } from './ErrorPanel';

const refusal = (status: number, message: string) =>
  ResponseError.fromResponse({
    ok: false,
    status,
    statusText: '',
    url: 'http://portal.test/api/fleet/v1/clusters',
    redirected: false,
    type: 'basic',
    bodyUsed: true,
    headers: new Headers({
      'content-type': 'application/json',
      'x-request-id': 'req-7',
    }),
    text: async () =>
      JSON.stringify({
        error: { name: 'NotAllowedError', message },
        request: { method: 'GET', url: '/v1/clusters' },
        response: { statusCode: status },
      }),
  } as Parameters<typeof ResponseError.fromResponse>[0]);

describe('ErrorPanel', () => {
  it('says what happened, to what, what to do, and holds details with the request id', async () => {
    const error = await refusal(403, 'You may not read clusters');
    error.message = error.body.error.message;
    const retry = jest.fn();
    renderPage(<ErrorPanel error={error} what="The fleet" retry={retry} />, {
      backends: [],
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The fleet could not be loaded');
    expect(alert).toHaveTextContent('You may not read clusters');
    expect(alert).toHaveTextContent('Ask an owner of the tenant');
    expect(alert).toHaveTextContent('request id: req-7');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it.each([
    [401, 'unauthorised'],
    [404, 'missing'],
    [409, 'conflict'],
    [503, 'busy'],
    [500, 'server'],
  ])('has advice for %d: %s', async (status, advice) => {
    expect(describeError(await refusal(status, 'x')).advice).toBe(advice);
  });

  it('tells a lost connection from an answer that nobody understands', () => {
    expect(describeError(new TypeError('Failed to fetch')).advice).toBe(
      'offline',
    );
    expect(describeError(new DOMException('late', 'TimeoutError')).advice).toBe(
      'timeout',
    );
    expect(describeError(new Error('bad shape')).advice).toBe('unexpected');
  });
});

describe('ConfirmByName', () => {
  it('acts only once the name is typed, and shows a failure in place', async () => {
    const onConfirm = jest
      .fn()
      .mockRejectedValue(new TypeError('Failed to fetch'));
    renderPage(
      <ConfirmByName
        title="Remove west?"
        name="west"
        action="Remove west"
        onConfirm={onConfirm}
        onClose={() => {}}
      >
        It stays as it is.
      </ConfirmByName>,
      { backends: [] },
    );
    const button = await screen.findByRole('button', { name: 'Remove west' });
    const field = screen.getByLabelText('Type west to confirm');
    fireEvent.change(field, { target: { value: 'wes' } });
    expect(button).toBeDisabled();
    fireEvent.change(field, { target: { value: 'west' } });
    fireEvent.click(button);
    await waitFor(() => expect(onConfirm).toHaveBeenCalledTimes(1));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Remove west did not work',
    );
  });

  it('does not act by a typed name alone where more is needed', async () => {
    const onConfirm = jest.fn();
    renderPage(
      <ConfirmByName
        title="Declare west lost?"
        name="west"
        action="Declare west lost"
        isReady={false}
        onConfirm={onConfirm}
        onClose={() => {}}
      >
        Say why.
      </ConfirmByName>,
      { backends: [] },
    );
    const button = await screen.findByRole('button', {
      name: 'Declare west lost',
    });
    const field = screen.getByLabelText('Type west to confirm');
    fireEvent.change(field, { target: { value: 'west' } });
    expect(button).toBeDisabled();
    fireEvent.submit(field);
    expect(onConfirm).not.toHaveBeenCalled();
  });
});
