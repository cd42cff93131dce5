import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { callerOf } from './caller';

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
