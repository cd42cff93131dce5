import { ClusterClient } from './ClusterClient';
import { KubeRequest, KubeResponse, Transport } from '../http/Transport';

const DEPLOYER = {
  serviceAccount: { namespace: 'flytower-system', name: 'payments-deployer' },
  user: 'user:default/dan',
};

const REF = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'payments--prod',
  name: 'colours',
};

/** A server that answers after the test says so, and gives up with the signal as sockets do. */
function slowServer() {
  const requests: KubeRequest[] = [];
  const transport: Transport = {
    request: request => {
      requests.push(request);
      return new Promise<KubeResponse>((_, reject) => {
        request.signal?.addEventListener('abort', () =>
          reject(new Error('The operation was aborted')),
        );
      });
    },
    stream: () => Promise.reject(new Error('no streams')),
    close: () => undefined,
  };
  return {
    requests,
    client: ClusterClient.overTransport({ name: 'east', transport }),
  };
}

describe('a client until a signal', () => {
  const lost = new Error('The lease was lost');

  it('ends the call that is under way, with the reason of the signal', async () => {
    const { client, requests } = slowServer();
    const lease = new AbortController();
    const call = client.as(DEPLOYER).until(lease.signal).delete(REF);
    const ended = call.catch(error => error);
    expect(requests).toHaveLength(1);
    lease.abort(lost);
    expect(await ended).toBe(lost);
  });

  it('begins no call afterwards, as nobody', async () => {
    const { client, requests } = slowServer();
    const over = client.until(AbortSignal.abort(lost));
    for (const one of [over, over.as(DEPLOYER)]) {
      await expect(one.get(REF)).rejects.toBe(lost);
      await expect(one.stream('/api/v1/pods')).rejects.toBe(lost);
    }
    expect(requests).toEqual([]);
  });

  it('leaves the client that it came from alone', async () => {
    const { client, requests } = slowServer();
    client.until(AbortSignal.abort(lost));
    const call = new AbortController();
    const asked = client.raw('/version', { signal: call.signal });
    const ended = asked.catch(error => error);
    expect(requests).toHaveLength(1);
    call.abort();
    expect(await ended).toMatchObject({ kind: 'unreachable' });
  });
});
