import { mockServices } from '@backstage/backend-test-utils';
import { requireSignInProvider } from './requireSignInProvider';

const check = (providers: Record<string, object | null> | undefined) => () =>
  requireSignInProvider(
    mockServices.rootConfig({ data: providers ? { auth: { providers } } : {} }),
  );

describe('requireSignInProvider', () => {
  it.each([
    [undefined],
    [{}],
    [{ guest: {} }],
    [{ guest: { userEntityRef: 'user:default/x' } }],
    [{ oidc: {} }],
  ])('refuses %j', providers => {
    expect(check(providers)).toThrow('No sign-in provider is configured');
  });

  it('takes OpenID Connect and any other provider that is configured', () => {
    expect(
      check({ oidc: { production: { clientId: 'flytower' } } }),
    ).not.toThrow();
    expect(
      check({ github: { production: { clientId: 'flytower' } } }),
    ).not.toThrow();
  });
});
