import { mockPod, mockWorkload } from '@flytower/plugin-fleet-node/testUtils';
import { creationTroubleOf, troubleOf, troublesOf } from './troubles';

const pending = (name: string, reason: string, message?: string) =>
  mockPod({
    name,
    ready: false,
    phase: 'Pending',
    images: ['payments/checkout:1.4.2'],
    reason,
    message,
  });

describe('what keeps a pod from being ready', () => {
  it.each([
    [
      'ImagePullBackOff',
      'Back-off pulling image "payments/checkout:1.4.2": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/payments/checkout:1.4.2": not found',
      'cannot pull payments/checkout:1.4.2: not found',
    ],
    [
      'ErrImagePull',
      'pull access denied, repository does not exist or may require authorization',
      'cannot pull payments/checkout:1.4.2: not found',
    ],
    [
      'ErrImagePull',
      'failed to authorize: 401 Unauthorized',
      'cannot pull payments/checkout:1.4.2: access denied',
    ],
    [
      'ErrImagePull',
      'dial tcp: lookup registry.example: no such host',
      'cannot pull payments/checkout:1.4.2: registry unreachable',
    ],
    [
      'Unschedulable',
      '0/5 nodes are available: 5 Insufficient cpu.',
      'find no node with room: 0/5 nodes are available: 5 Insufficient cpu',
    ],
    [
      'CrashLoopBackOff',
      'back-off 40s restarting failed container',
      'end as soon as they start: back-off 40s restarting failed container',
    ],
    [
      'OOMKilled',
      undefined,
      'need more memory than they may have and are killed',
    ],
  ])('%s', (reason, message, words) => {
    expect(troubleOf(pending('a', reason, message))).toBe(words);
  });

  it.each(['ContainerCreating', 'PodInitializing', 'ContainersNotReady'])(
    'is nothing while it only starts: %s',
    reason => {
      expect(troubleOf(pending('a', reason))).toBeUndefined();
    },
  );

  it('is nothing in a pod that is ready or on its way out', () => {
    expect(
      troubleOf({ ...pending('a', 'OOMKilled'), ready: true }),
    ).toBeUndefined();
    expect(
      troubleOf({ ...pending('a', 'OOMKilled'), deleting: true }),
    ).toBeUndefined();
  });

  it('is counted, the most frequent first', () => {
    expect(
      troublesOf([
        pending('a', 'OOMKilled'),
        pending('b', 'InvalidImageName'),
        pending('c', 'InvalidImageName'),
        mockPod({ name: 'd' }),
      ]),
    ).toEqual([
      {
        pods: 2,
        words: 'cannot pull payments/checkout:1.4.2: it is no valid image name',
      },
      { pods: 1, words: 'need more memory than they may have and are killed' },
    ]);
  });

  it('may be that the namespace lets no pod be made', () => {
    expect(
      creationTroubleOf(
        mockWorkload({
          name: 'checkout',
          replicas: 6,
          ready: 4,
          updated: 4,
          available: 4,
          conditions: [
            {
              type: 'ReplicaFailure',
              status: 'True',
              reason: 'FailedCreate',
              message:
                'pods "checkout-1" is forbidden: exceeded quota: flytower',
            },
          ],
        }),
      ),
    ).toBe(
      'cannot be created: pods "checkout-1" is forbidden: exceeded quota: flytower',
    );
  });
});
