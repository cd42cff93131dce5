import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { callerOf, pluginOf } from './caller';

describe('callerOf', () => {
  it.each([
    ['a person', mockCredentials.user('user:default/dan')],
    ['a service', mockCredentials.service('plugin:audit')],
  ])(
    'hands on the credentials of %s as the object they are, hidden token and all',
    async (_, credentials) => {
      const httpAuth = mockServices.httpAuth.mock({
        credentials: jest.fn().mockResolvedValue(credentials),
      });
      const caller = await callerOf(httpAuth, {} as express.Request);
      expect(caller.credentials).toBe(credentials);
    },
  );
});

describe('pluginOf', () => {
  const restricted = { permissionAttributes: {} };
  it.each([
    ['audit', mockCredentials.service('plugin:audit')],
    ['public-services', mockCredentials.service('plugin:public-services')],
    [undefined, mockCredentials.service('plugin:')],
    [undefined, mockCredentials.service('audit')],
    [undefined, mockCredentials.service('external:plugin:audit')],
    // Backstage restricts tokens from outside alone.
    [undefined, mockCredentials.service('plugin:audit', restricted)],
  ])('is %s for %s', (plugin, credentials) => {
    expect(pluginOf(credentials)).toBe(plugin);
  });
});
