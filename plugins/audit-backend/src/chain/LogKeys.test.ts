import { mockServices } from '@backstage/backend-test-utils';
import { LogKeys } from './LogKeys';

describe('the keys of the log', () => {
  const key = Buffer.alloc(32, 'k').toString('base64');

  it.each([
    [
      undefined,
      'flytower.audit.keys in the configuration: the operation log cannot be signed without a key',
    ],
    [[{ id: 'a b', key }], 'flytower.audit.keys.0.id'],
    [
      [{ id: 'a', key: 'c2hvcnQ=' }],
      'flytower.audit.keys.0.key in the configuration: a key has 32 bytes',
    ],
    [[{ id: 'a', key: 'no base64' }], 'flytower.audit.keys.0.key'],
    [
      [
        { id: 'a', key },
        { id: 'a', key },
      ],
      'an id stands twice',
    ],
  ])('are refused: %j', (keys, sentence) => {
    const config = mockServices.rootConfig({
      data: { flytower: { audit: { keys } } },
    });
    expect(() => LogKeys.fromConfig(config)).toThrow(sentence);
    expect(() => LogKeys.fromConfig(config)).not.toThrow(/c2hvcnQ|no base64/);
  });
});
