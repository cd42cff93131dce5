import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { assertBounded } from './assertBounded';

const check = (data: JsonObject) => () =>
  assertBounded(mockServices.rootConfig({ data }));

describe('a backend', () => {
  it('starts with permissions and with outsiders by their own names', () => {
    expect(
      check({
        permission: { enabled: true },
        backend: {
          auth: {
            externalAccess: [
              {
                type: 'static',
                options: { token: 'a-long-token', subject: 'ci' },
              },
              { type: 'jwks', options: { url: 'https://example.com/jwks' } },
            ],
          },
        },
      }),
    ).not.toThrow();
  });

  it.each([
    ['missing', {}],
    ['turned off', { permission: { enabled: false } }],
  ])('does not start where permissions are %s', (_, data) => {
    expect(check(data)).toThrow(
      'Flytower does not start without permissions: set permission.enabled to true in the configuration',
    );
  });

  it('does not start open to whoever is not signed in', () => {
    expect(
      check({
        permission: { enabled: true },
        backend: { auth: { dangerouslyDisableDefaultAuthPolicy: true } },
      }),
    ).toThrow('take backend.auth.dangerouslyDisableDefaultAuthPolicy out');
  });

  it.each(['static', 'legacy'])(
    'does not start where a %s token bears the name of a plugin',
    type => {
      expect(
        check({
          permission: { enabled: true },
          backend: {
            auth: {
              externalAccess: [
                { type, options: { subject: 'plugin:delivery' } },
              ],
            },
          },
        }),
      ).toThrow(
        'Flytower does not start with the subject "plugin:delivery" in backend.auth.externalAccess',
      );
    },
  );
});
