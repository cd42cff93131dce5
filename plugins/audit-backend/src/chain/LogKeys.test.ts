import { mockServices } from '@backstage/backend-test-utils';
import { LogKeys } from './LogKeys';

describe('the keys of the log', () => {
  const key = Buffer.alloc(32, 'k').toString('base64');

  it.each([
    [
      undefined,
      'There is no key in flytower.audit.keys, so the operation log cannot be signed',
    ],
    [
      [{ id: 'a b', key }],
      'The key id "a b" in flytower.audit.keys may have letters',
    ],
    [
      [{ id: 'a', key: 'c2hvcnQ=' }],
      'The key "a" in flytower.audit.keys has 5 bytes in base64 instead of 32',
    ],
    [
      [{ id: 'a', key: 'no base64' }],
      'The key "a" in flytower.audit.keys has 6 bytes in base64 instead of 32',
    ],
    [[{ id: 'a' }], 'flytower.audit.keys.0.key in the configuration'],
    [
      [
        { id: 'a', key },
        { id: 'a', key },
      ],
      'The key id "a" stands twice in flytower.audit.keys',
    ],
  ])('are refused: %j', (keys, sentence) => {
    const config = mockServices.rootConfig({
      data: { flytower: { audit: { keys } } },
    });
    expect(() => LogKeys.fromConfig(config)).toThrow(sentence);
    expect(() => LogKeys.fromConfig(config)).not.toThrow(/c2hvcnQ|no base64/);
  });
});
