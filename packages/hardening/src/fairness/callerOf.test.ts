import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Request } from 'express';
import { callerOf } from './callerOf';

const known = (credentials: BackstageCredentials) =>
  callerOf({ headers: {}, ip: '192.0.2.1' } as Request, {
    auth: mockServices.auth(),
    httpAuth: mockServices.httpAuth.mock({
      credentials: jest.fn().mockResolvedValue(credentials),
    }),
  });

describe('whose share a request takes', () => {
  it.each([
    [
      'of a person',
      mockCredentials.user('user:default/dan'),
      { kind: 'person', key: 'user:default/dan' },
    ],
    [
      "of a plugin: nobody's",
      mockCredentials.service('plugin:audit'),
      { kind: 'plugin' },
    ],
    [
      'of a program from outside',
      mockCredentials.service('external:pipeline'),
      { kind: 'person', key: 'external:pipeline' },
    ],
    [
      'of a program whose token is restricted, whatever its subject says',
      mockCredentials.service('plugin:audit', {
        permissionAttributes: { action: ['read'] },
      }),
      { kind: 'person', key: 'plugin:audit' },
    ],
    [
      'of nobody',
      mockCredentials.none(),
      { kind: 'address', key: 'address 192.0.2.1' },
    ],
  ])('%s', async (_, credentials, caller) => {
    await expect(known(credentials)).resolves.toEqual(caller);
  });
});
